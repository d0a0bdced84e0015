import { type Operation, operation } from "../../../pipeline/service.ts";
import { type AccessKeyRecord, putAccessKey } from "../../../state/accounts.ts";
import { ACCESS_KEY_ID_RULE, existingKey, type KeyName } from "../access-keys.ts";
import { onTargetUser } from "../own-user.ts";
import { iamParams, optionalName } from "../parameters.ts";

interface UpdateAccessKeyInput extends KeyName {
  readonly status: AccessKeyRecord["status"];
}

/** Switches a long-term key on or off. */
export const updateAccessKey: Operation = operation<UpdateAccessKeyInput>({
  name: "UpdateAccessKey",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = {
      userName: optionalName(params, "UserName", 128),
      accessKeyId: params.requiredText("AccessKeyId", ACCESS_KEY_ID_RULE),
    };
    const status = params.requiredText("Status", { oneOf: ["Active", "Inactive"] });
    params.check();
    return { ...input, status: status === "Active" ? "Active" : "Inactive" };
  },
  authorise: ({ userName }, context) => [onTargetUser(userName, { operation: "UpdateAccessKey", context })],
  run: async (input, context) => {
    await context.state.store.transaction((writer) => {
      putAccessKey(writer, { ...existingKey(writer, input, context), status: input.status });
    });
  },
});
