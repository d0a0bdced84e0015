import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { mfaFailed } from "../errors.ts";
import { longTermSeconds, readLongTermDuration } from "../long-term-duration.ts";
import { credentialsElement, mintSession } from "../mint.ts";
import { stsParams } from "../parameters.ts";

/** Gives the calling user, or root, temporary credentials of their own. */
export const getSessionToken: Operation = operation<{ readonly durationSeconds: number | undefined }>({
  name: "GetSessionToken",
  errors: ["ValidationError"],
  parse(request) {
    const params = stsParams(request);
    const durationSeconds = readLongTermDuration(params);
    const serialNumber = params.text("SerialNumber", { min: 9, max: 256, pattern: "[\\w+=/:,.@-]*" });
    const tokenCode = params.text("TokenCode", { min: 6, max: 6, pattern: "[\\d]*" });
    params.check();
    if (serialNumber !== undefined || tokenCode !== undefined) throw mfaFailed();
    return { durationSeconds };
  },
  authorise: () => ({ noPermissionNeeded: "AWS has no permission for GetSessionToken: any long-term key may call it" }),
  run({ durationSeconds }, { state, caller }) {
    const { accountId, user } = caller;
    const credentials = mintSession(state, {
      accountId,
      identity: user === undefined ? { type: "root" } : { type: "user", userName: user.userName, userId: user.userId },
      durationSeconds: longTermSeconds(durationSeconds, caller),
    });
    return { Credentials: credentialsElement(credentials) } satisfies XmlObject;
  },
});
