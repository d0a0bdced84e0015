import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import type { Caller } from "../../../state/caller.ts";
import type { SessionIdentity } from "../../../state/sessions.ts";
import { longTermSeconds, readLongTermDuration } from "../long-term-duration.ts";
import { credentialsElement, mintSession } from "../mint.ts";
import { packedPolicySize } from "../packed-size.ts";
import { checkSessionInput, NAME_CHARACTERS, readSessionInput, type SessionInput, stsParams } from "../parameters.ts";

interface GetFederationTokenInput extends SessionInput {
  readonly name: string;
  readonly durationSeconds: number | undefined;
}

/** Gives another person credentials that have, at most, the rights of the IAM user who asks; none without a policy. */
export const getFederationToken: Operation = operation<GetFederationTokenInput>({
  name: "GetFederationToken",
  errors: ["InvalidParameterValue", "MalformedPolicyDocument", "PackedPolicyTooLarge", "ValidationError"],
  parse(request) {
    const params = stsParams(request);
    const input = {
      name: params.requiredText("Name", { min: 2, max: 32, pattern: NAME_CHARACTERS }),
      durationSeconds: readLongTermDuration(params),
      ...readSessionInput(params, 2048),
    };
    params.check();
    checkSessionInput(input);
    return input;
  },
  authorise({ name, tags }, { caller }) {
    const federated = { resource: federatedUserArn(caller, name), resourceAccountId: caller.accountId };
    const context = {
      "aws:TagKeys": tags.length === 0 ? undefined : tags.map(({ key }) => key),
      ...Object.fromEntries(tags.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
    };
    const token = { ...federated, action: "sts:GetFederationToken", context };
    return tags.length === 0 ? [token] : [token, { ...federated, action: "sts:TagSession", context }];
  },
  run(input, { state, caller }) {
    const packedSize = packedPolicySize(input);
    const credentials = mintSession(state, {
      accountId: caller.accountId,
      identity: federatedIdentity(caller, input.name),
      durationSeconds: longTermSeconds(input.durationSeconds, caller),
      limits: input,
      tags: input.tags,
    });
    return {
      Credentials: credentialsElement(credentials),
      FederatedUser: {
        FederatedUserId: `${caller.accountId}:${input.name}`,
        Arn: federatedUserArn(caller, input.name),
      },
      PackedPolicySize: packedSize,
    } satisfies XmlObject;
  },
});

function federatedUserArn({ accountId }: Caller, name: string): string {
  return `arn:aws:sts::${accountId}:federated-user/${name}`;
}

function federatedIdentity({ user }: Caller, name: string): SessionIdentity {
  const owner = user === undefined ? {} : { userName: user.userName, userId: user.userId };
  return { type: "federated-user", name, ...owner };
}
