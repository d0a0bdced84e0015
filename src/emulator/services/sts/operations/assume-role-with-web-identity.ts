import { tryParseArn } from "../../../../core/index.ts";
import type { XmlObject } from "../../../../wire/index.ts";
import { queryDenial } from "../../../pipeline/query-service.ts";
import { type Operation, type OperationContext, operation, type Requirement } from "../../../pipeline/service.ts";
import { webIdentityCaller } from "../../../state/callers.ts";
import type { WebIdentity } from "../../../state/web-identity.ts";
import { durationOverRoleMaximum, mayNotAssumeWithToken, notImplementedParameter } from "../errors.ts";
import { credentialsElement, mintSession } from "../mint.ts";
import { packedPolicySize } from "../packed-size.ts";
import {
  checkSessionInput,
  NAME_CHARACTERS,
  readRoleArn,
  readSessionLimits,
  requireArn,
  type SessionInput,
  stsParams,
} from "../parameters.ts";
import { findRoleByArn, trustRequirement } from "../trust.ts";
import { verifyToken } from "../web-identity/verify-token.ts";

const DEFAULT_SECONDS = 3600;

interface WebIdentityInput extends Omit<SessionInput, "tags"> {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly token: string;
  readonly durationSeconds: number;
}

/** Trades a token of an identity provider for a role's credentials. Nobody signs: the token proves who asks. */
export const assumeRoleWithWebIdentity: Operation = operation<WebIdentityInput>({
  name: "AssumeRoleWithWebIdentity",
  errors: [
    "ExpiredTokenException",
    "IDPCommunicationError",
    "InvalidIdentityToken",
    "MalformedPolicyDocument",
    "PackedPolicyTooLarge",
    "ValidationError",
  ],
  parse(request) {
    const params = stsParams(request);
    const input = {
      roleArn: readRoleArn(params),
      sessionName: params.requiredText("RoleSessionName", { min: 2, max: 64, pattern: NAME_CHARACTERS }),
      token: params.requiredSecret("WebIdentityToken", { min: 4, max: 20_000 }),
      durationSeconds: params.integer("DurationSeconds", { min: 900, max: 43_200 }) ?? DEFAULT_SECONDS,
      ...readSessionLimits(params, 2048),
    };
    const providerId = params.text("ProviderId", { min: 4, max: 2048 });
    params.check();
    requireArn(input.roleArn);
    checkSessionInput({ ...input, tags: [] });
    if (providerId !== undefined) throw notImplementedParameter("AssumeRoleWithWebIdentity", "ProviderId");
    return input;
  },
  identify: async ({ token, roleArn }, state) =>
    webIdentityCaller(await verifyToken(token, { state, accountId: tryParseArn(roleArn)?.accountId ?? "" })),
  authorise: requirements,
  denied: (denial) => queryDenial(denial, "sts"),
  run(input, context) {
    const { state } = context;
    const identity = identityOf(context);
    const { tags, transitiveTagKeys, sourceIdentity } = identity;
    const role = findRoleByArn(state, input.roleArn);
    if (role === undefined) throw mayNotAssumeWithToken();
    if (input.durationSeconds > role.maxSessionDurationSeconds) throw durationOverRoleMaximum();
    const packedSize = packedPolicySize({ ...input, tags });
    const credentials = mintSession(state, {
      accountId: role.accountId,
      identity: { type: "role", roleName: role.roleName, roleId: role.roleId, sessionName: input.sessionName },
      durationSeconds: input.durationSeconds,
      limits: input,
      tags,
      transitiveTagKeys,
      sourceIdentity,
      federation: { providerArn: identity.providerArn, keys: identity.sessionKeys },
    });
    return {
      Audience: identity.audience,
      AssumedRoleUser: {
        AssumedRoleId: `${role.roleId}:${input.sessionName}`,
        Arn: `arn:aws:sts::${role.accountId}:assumed-role/${role.roleName}/${input.sessionName}`,
      },
      Provider: identity.providerArn,
      Credentials: credentialsElement(credentials),
      SubjectFromWebIdentityToken: identity.subject,
      PackedPolicySize: packedSize === 0 ? undefined : packedSize,
      SourceIdentity: sourceIdentity,
    } satisfies XmlObject;
  },
});

function identityOf({ caller: { webIdentity } }: OperationContext): WebIdentity {
  if (webIdentity === undefined) throw new Error("the token was not verified");
  return webIdentity;
}

function requirements(input: WebIdentityInput, context: OperationContext): readonly Requirement[] {
  const { providerArn, trustKeys, tags, transitiveTagKeys, sourceIdentity } = identityOf(context);
  const keys = {
    ...trustKeys,
    "aws:FederatedProvider": providerArn,
    "sts:RoleSessionName": input.sessionName,
    "sts:SourceIdentity": sourceIdentity,
    "sts:TransitiveTagKeys": transitiveTagKeys.length === 0 ? undefined : transitiveTagKeys,
    "aws:TagKeys": tags.length === 0 ? undefined : tags.map(({ key }) => key),
    ...Object.fromEntries(tags.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
  };
  const actions = [
    ...(sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
    ...(tags.length === 0 ? [] : ["sts:TagSession"]),
    "sts:AssumeRoleWithWebIdentity",
  ];
  return actions.map((action) => trustRequirement(context.state, input.roleArn, { action, context: keys }));
}
