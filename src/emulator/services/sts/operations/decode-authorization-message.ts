import { type Operation, operation } from "../../../pipeline/service.ts";
import { decodedMessage } from "../decoded-message.ts";
import { invalidAuthorizationMessage } from "../errors.ts";
import { stsParams } from "../parameters.ts";

/** Tells what an encoded message of a refusal says, to those of the account who may know. */
export const decodeAuthorizationMessage: Operation = operation<{ readonly encodedMessage: string }>({
  name: "DecodeAuthorizationMessage",
  errors: ["InvalidAuthorizationMessageException", "ValidationError"],
  parse(request) {
    const params = stsParams(request);
    const encodedMessage = params.requiredText("EncodedMessage", { min: 1, max: 10_240 });
    params.check();
    return { encodedMessage };
  },
  authorise: (_input, { caller }) => [
    { action: "sts:DecodeAuthorizationMessage", resource: "*", resourceAccountId: caller.accountId },
  ],
  run({ encodedMessage }, { state, caller }) {
    const message = state.messages.decode(caller.accountId, encodedMessage);
    if (message === undefined) throw invalidAuthorizationMessage();
    return { DecodedMessage: JSON.stringify(decodedMessage(message)) };
  },
});
