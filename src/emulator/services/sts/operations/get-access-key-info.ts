import { type Operation, operation } from "../../../pipeline/service.ts";
import { findAccessKey } from "../../../state/accounts.ts";
import { accountInKeyId } from "../../../state/key-ids.ts";
import { unknownAccessKey } from "../errors.ts";
import { stsParams } from "../parameters.ts";

/** Tells the account of an access key, whoever's it is and whatever became of it. */
export const getAccessKeyInfo: Operation = operation<{ readonly accessKeyId: string }>({
  name: "GetAccessKeyInfo",
  errors: ["ValidationError"],
  parse(request) {
    const params = stsParams(request);
    const accessKeyId = params.requiredText("AccessKeyId", { min: 16, max: 128, pattern: "[\\w]*" });
    params.check();
    return { accessKeyId };
  },
  authorise: (_input, { caller }) => [
    { action: "sts:GetAccessKeyInfo", resource: "*", resourceAccountId: caller.accountId },
  ],
  run({ accessKeyId }, { state }) {
    const account = findAccessKey(state.store, accessKeyId)?.accountId ?? accountInKeyId(accessKeyId);
    if (account === undefined) throw unknownAccessKey(accessKeyId);
    return { Account: account };
  },
});
