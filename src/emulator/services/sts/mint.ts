import type { XmlObject } from "../../../wire/index.ts";
import { findUsablePolicy, type Tag } from "../../state/identities.ts";
import type { SessionCredentials, SessionFederation, SessionIdentity, SessionRecord } from "../../state/sessions.ts";
import type { EmulatorState } from "../../state/state.ts";
import { noSuchSessionPolicy } from "./errors.ts";
import type { SessionInput } from "./parameters.ts";

/** A session that is about to be made. */
export interface NewSession {
  readonly accountId: string;
  readonly identity: SessionIdentity;
  readonly durationSeconds: number;
  readonly limits?: Pick<SessionInput, "policy" | "policyArns">;
  readonly tags?: readonly Tag[];
  readonly transitiveTagKeys?: readonly string[];
  readonly sourceIdentity?: string | undefined;
  readonly federation?: SessionFederation;
}

/**
 * Makes a session's credentials.
 *
 * @throws AwsError where a managed session policy is not one of the session's account.
 */
export function mintSession(state: EmulatorState, session: NewSession): SessionCredentials {
  const { accountId, identity, durationSeconds, limits, tags = [], transitiveTagKeys = [] } = session;
  const { sourceIdentity, federation } = session;
  for (const arn of limits?.policyArns ?? []) {
    if (findUsablePolicy(state.store, accountId, arn) === undefined) throw noSuchSessionPolicy(arn);
  }
  // Whole seconds, as answers show them: the expiry that is enforced is the one that was told.
  const issuedAt = Math.floor(state.clock.now().getTime() / 1000) * 1000;
  return state.sessions.mint({
    accountId,
    identity,
    issuedAt,
    expiresAt: issuedAt + durationSeconds * 1000,
    ...sessionLimits(limits),
    ...(tags.length === 0 ? {} : { tags: Object.fromEntries(tags.map(({ key, value }) => [key, value])) }),
    ...(transitiveTagKeys.length === 0 ? {} : { transitiveTagKeys }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...(federation === undefined ? {} : { federation }),
  });
}

function sessionLimits(limits: NewSession["limits"]): Pick<SessionRecord, "sessionPolicies" | "sessionPolicyArns"> {
  const { policy, policyArns = [] } = limits ?? {};
  return {
    ...(policy === undefined ? {} : { sessionPolicies: [policy] }),
    ...(policyArns.length === 0 ? {} : { sessionPolicyArns: policyArns }),
  };
}

/** The `Credentials` element, in AWS's order. */
export function credentialsElement(credentials: SessionCredentials): XmlObject {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: credentials.expiration,
  };
}
