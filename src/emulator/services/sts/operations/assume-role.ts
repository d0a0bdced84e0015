import type { XmlObject } from "../../../../wire/index.ts";
import { queryDenial } from "../../../pipeline/query-service.ts";
import { type Operation, type OperationContext, operation, type Requirement } from "../../../pipeline/service.ts";
import type { RoleRecord } from "../../../state/identities.ts";
import {
  durationOverChainingLimit,
  durationOverRoleMaximum,
  mayNotAssume,
  mfaFailed,
  notImplementedParameter,
  rootMayNotAssume,
} from "../errors.ts";
import { credentialsElement, mintSession } from "../mint.ts";
import { packedPolicySize } from "../packed-size.ts";
import {
  checkSessionInput,
  NAME_CHARACTERS,
  readRoleArn,
  readSessionInput,
  requireArn,
  type SessionInput,
  stsParams,
} from "../parameters.ts";
import { type RequestedAttributes, resolveAttributes, type SessionAttributes } from "../session-attributes.ts";
import { findRoleByArn, trustRequirement } from "../trust.ts";

const DEFAULT_SECONDS = 3600;
const CHAINED_MAX_SECONDS = 3600;

interface AssumeRoleInput extends SessionInput, RequestedAttributes {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly externalId: string | undefined;
}

/** Trades the caller's credentials for a role's, cut down by session policies. */
export const assumeRole: Operation = operation<AssumeRoleInput>({
  name: "AssumeRole",
  errors: ["InvalidParameterValue", "MalformedPolicyDocument", "PackedPolicyTooLarge", "ValidationError"],
  parse(request) {
    const params = stsParams(request);
    const input = {
      roleArn: readRoleArn(params),
      sessionName: params.requiredText("RoleSessionName", { min: 2, max: 64, pattern: NAME_CHARACTERS }),
      durationSeconds: params.integer("DurationSeconds", { min: 900, max: 43_200 }) ?? DEFAULT_SECONDS,
      externalId: params.text("ExternalId", { min: 2, max: 1224, pattern: "[\\w+=,.@:\\/-]*" }),
      sourceIdentity: params.text("SourceIdentity", { min: 2, max: 256, pattern: NAME_CHARACTERS }),
      transitiveTagKeys: params.texts("TransitiveTagKeys", { min: 1, max: 128, maxCount: 50 }),
      ...readSessionInput(params),
    };
    const serialNumber = params.text("SerialNumber", { min: 9, max: 256, pattern: "[\\w+=/:,.@-]*" });
    const tokenCode = params.text("TokenCode", { min: 6, max: 6, pattern: "[\\d]*" });
    const contexts = params.structs("ProvidedContexts", { maxCount: 5 });
    params.check();
    requireArn(input.roleArn);
    checkSessionInput(input);
    if (serialNumber !== undefined || tokenCode !== undefined) throw mfaFailed();
    if (contexts.length > 0) throw notImplementedParameter("AssumeRole", "ProvidedContexts");
    return input;
  },
  authorise(input, context) {
    if (context.caller.principal.type === "root") throw rootMayNotAssume();
    return requirements(input, context);
  },
  denied: (denial) => queryDenial(denial, "sts"),
  run(input, context) {
    const { state, caller } = context;
    const role = findRoleByArn(state, input.roleArn);
    if (role === undefined) throw mayNotAssume(caller, input.roleArn);
    checkDuration(input.durationSeconds, role, context);
    const attributes = resolveAttributes(input, caller);
    const packedSize = packedPolicySize({ ...input, tags: attributes.tags });
    const credentials = mintSession(state, {
      ...attributes,
      accountId: role.accountId,
      identity: { type: "role", roleName: role.roleName, roleId: role.roleId, sessionName: input.sessionName },
      durationSeconds: input.durationSeconds,
      limits: input,
    });
    return {
      AssumedRoleUser: {
        AssumedRoleId: `${role.roleId}:${input.sessionName}`,
        Arn: `arn:aws:sts::${role.accountId}:assumed-role/${role.roleName}/${input.sessionName}`,
      },
      Credentials: credentialsElement(credentials),
      PackedPolicySize: packedSize === 0 ? undefined : packedSize,
      SourceIdentity: attributes.sourceIdentity,
    } satisfies XmlObject;
  },
});

/**
 * AWS reports a source identity that the trust policy does not allow as a denial of sts:SetSourceIdentity, so that
 * is asked first; the role itself is asked last.
 */
function requirements(input: AssumeRoleInput, { state, caller }: OperationContext): readonly Requirement[] {
  const attributes = resolveAttributes(input, caller);
  const context = contextKeys(input, attributes);
  const actions = [
    ...(attributes.sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
    ...(attributes.tags.length === 0 ? [] : ["sts:TagSession"]),
    "sts:AssumeRole",
  ];
  return actions.map((action) => trustRequirement(state, input.roleArn, { action, context }));
}

function contextKeys(
  input: AssumeRoleInput,
  { sourceIdentity, transitiveTagKeys }: SessionAttributes,
): Required<Requirement>["context"] {
  return {
    "sts:RoleSessionName": input.sessionName,
    "sts:ExternalId": input.externalId,
    "sts:SourceIdentity": sourceIdentity,
    "sts:TransitiveTagKeys": transitiveTagKeys.length === 0 ? undefined : transitiveTagKeys,
    "aws:TagKeys": input.tags.length === 0 ? undefined : input.tags.map(({ key }) => key),
    ...Object.fromEntries(input.tags.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
  };
}

/** The API's own range was checked before; then the role's maximum, then the limit of chained sessions. */
function checkDuration(durationSeconds: number, role: RoleRecord, { caller }: OperationContext): void {
  if (durationSeconds > role.maxSessionDurationSeconds) throw durationOverRoleMaximum();
  if (caller.session !== undefined && durationSeconds > CHAINED_MAX_SECONDS) throw durationOverChainingLimit();
}
