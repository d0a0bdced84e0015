import { assumeRoleInput } from "./assume-role.ts";
import { webIdentityInput } from "./assume-role-with-web-identity.ts";
import { federationInput } from "./federation-token.ts";
import { sessionNameOf } from "./lease-id.ts";
import type { LeasePlan, PlannedSession } from "./plan.ts";
import { stsAddress } from "./sts-address.ts";

/** A call that a plan comes to. */
export interface PlannedCall {
  /** Such as `https://sts.eu-west-1.amazonaws.com`. */
  readonly endpoint: string;
  /** Such as `AssumeRole`. */
  readonly operation: string;
  /** As they are sent, but for secrets and for the policy, which is in the session of the same place. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Stands for what is secret, or not known before the call. */
const LATER = "…";

/**
 * The calls of STS that would be made for a plan, in their order.
 *
 * @param asksIdentity Whether GetCallerIdentity would be called first. Default: false.
 */
export function plannedCalls(plan: LeasePlan, asksIdentity = false): readonly PlannedCall[] {
  const endpoint = plan.endpoints.sts ?? stsAddress(plan.region, plan.endpointVariant);
  const isSigned = !("webIdentity" in plan.method);
  const identity = { endpoint, operation: "GetCallerIdentity", parameters: {} };
  return [
    ...(asksIdentity && isSigned ? [identity] : []),
    ...plan.sessions.map((session) => ({ endpoint, ...mintingCall(plan, session) })),
  ];
}

function mintingCall({ method, durationSeconds }: LeasePlan, session: PlannedSession): Omit<PlannedCall, "endpoint"> {
  const tags = "sessionTags" in method ? (method.sessionTags ?? []) : [];
  const limits = { policy: LATER, durationSeconds, tags };
  const sessionName = sessionNameOf(LATER);
  const policy = { Policy: `${session.policy.length} characters` };
  if ("federatedName" in method) {
    return {
      operation: "GetFederationToken",
      parameters: { ...federationInput(method.federatedName, limits), ...policy },
    };
  }
  if ("webIdentity" in method) {
    const parameters = { ...webIdentityInput(method, sessionName, limits), WebIdentityToken: LATER, ...policy };
    return { operation: "AssumeRoleWithWebIdentity", parameters };
  }
  const code = method.mfa === undefined ? {} : { TokenCode: LATER };
  return {
    operation: "AssumeRole",
    parameters: { ...assumeRoleInput(method, sessionName, limits), ...code, ...policy },
  };
}
