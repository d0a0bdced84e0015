import { type Operation, operation } from "../../../pipeline/service.ts";
import { removeAccessKey } from "../../../state/accounts.ts";
import { ACCESS_KEY_ID_RULE, existingKey, type KeyName } from "../access-keys.ts";
import { onTargetUser } from "../own-user.ts";
import { iamParams, optionalName } from "../parameters.ts";

/** Deletes a long-term key. */
export const deleteAccessKey: Operation = operation<KeyName>({
  name: "DeleteAccessKey",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = {
      userName: optionalName(params, "UserName", 128),
      accessKeyId: params.requiredText("AccessKeyId", ACCESS_KEY_ID_RULE),
    };
    params.check();
    return input;
  },
  authorise: ({ userName }, context) => [onTargetUser(userName, { operation: "DeleteAccessKey", context })],
  run: async (input, context) => {
    const { store, lastUses } = context.state;
    await store.transaction((writer) => {
      removeAccessKey(writer, existingKey(writer, input, context));
      lastUses.forget(writer, input.accessKeyId);
    });
  },
});
