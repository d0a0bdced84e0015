import { KeyleaseError, partitionOfRegion, type Random, systemRandom } from "../core/index.ts";
import { assumeRole, checkExternalId, checkRoleArn } from "./assume-role.ts";
import { type CredentialSource, findCaller } from "./caller.ts";
import { type Environment, leaseEndpoints } from "./endpoints.ts";
import { checkFederatedName, getFederationToken } from "./federation-token.ts";
import type { Lease } from "./lease-document.ts";
import { newLeaseId, sessionNameOf } from "./lease-id.ts";
import type { MintedSession, MintRequest } from "./mint.ts";
import { regionOf } from "./region.ts";
import { checkScope, type Scope } from "./scope.ts";
import { sessionPolicyFor } from "./session-policy.ts";
import { createStsClient } from "./sts-client.ts";

/** The shortest and the longest life of a lease, in seconds: what AssumeRole takes. */
export const LEASE_SECONDS = { least: 900, most: 43_200, default: 900 } as const;

/** How the credentials are obtained: by assuming a role, or with an IAM user's key as a federated user. */
export type MintMethod =
  | {
      readonly roleArn: string;
      /** What the role's trust policy asks for with `sts:ExternalId`. Default: nothing is sent. */
      readonly externalId?: string;
    }
  | { readonly federatedName: string };

/** Everything besides the scope and the way to mint. */
export interface LeaseSettings {
  /** 900 to 43,200 seconds, further limited by the role. Default: 900. */
  readonly durationSeconds?: number;
  /** Region of the bucket, and of the STS that is called. Default: `AWS_REGION`, then `AWS_DEFAULT_REGION`. */
  readonly region?: string;
  /** Endpoint of S3 and STS. Default: `AWS_ENDPOINT_URL_S3`, `_STS`, `AWS_ENDPOINT_URL`, then AWS's own. */
  readonly endpointUrl?: string;
  /** Credentials of the caller. Default: AWS's provider chain. */
  readonly credentials?: CredentialSource;
  /** Told where the caller's credentials came from. Default: nobody. */
  readonly onCaller?: (source: string) => void;
  /** Default: the process's own. */
  readonly environment?: Environment;
  readonly random?: Random;
  readonly signal?: AbortSignal;
}

/** Options of {@link createLease}. */
export type LeaseOptions = LeaseSettings & MintMethod;

/** A lease before any call: checked, and with the policy that it will be made with. */
export interface LeasePlan {
  readonly scope: Scope;
  readonly region: string;
  readonly durationSeconds: number;
  /** The session policy as JSON. */
  readonly policy: string;
}

/**
 * Checks all that can be checked without a call, and writes the session policy.
 *
 * @throws KeyleaseError as {@link createLease}, for everything that it refuses before any call.
 */
export function planLease(scope: Scope, options: LeaseOptions): LeasePlan {
  const checked = checkScope(scope);
  if ("roleArn" in options) {
    checkRoleArn(options.roleArn);
    if (options.externalId !== undefined) checkExternalId(options.externalId);
  } else checkFederatedName(options.federatedName);
  const durationSeconds = options.durationSeconds ?? LEASE_SECONDS.default;
  checkDuration(durationSeconds);
  const region = regionOf(options.region, options.environment ?? process.env);
  return { scope: checked, region, durationSeconds, policy: sessionPolicyFor(checked, partitionOfRegion(region)) };
}

/**
 * Trades a role (or an IAM user's key) for credentials that may do what the scope says and nothing else.
 *
 * Refused before any call: `ScopeEmpty`, `BucketNameInvalid`, `KeyInvalid`, `KeyUnrepresentable`,
 * `ScopeActionUnknown`, `ArnInvalid`, `DurationOutOfRange`, `ArgumentInvalid`.
 *
 * @throws KeyleaseError those; `CallerUnknown` without credentials; `ServiceError` where STS refuses; `ClientTimeout`
 *   where it cannot be reached. An abort rejects with the signal's reason.
 */
export async function createLease(scope: Scope, options: LeaseOptions): Promise<Lease> {
  const plan = planLease(scope, options);
  const endpoints = leaseEndpoints(options.endpointUrl, options.environment ?? process.env);
  options.signal?.throwIfAborted();
  const caller = await findCaller(options.credentials);
  options.onCaller?.(caller.source);
  const client = await createStsClient({
    region: plan.region,
    endpoint: endpoints.sts,
    credentials: caller.credentials,
  });
  const id = newLeaseId(options.random ?? systemRandom);
  try {
    const { policy, durationSeconds } = plan;
    const session = await mint(options, id, { client, policy, durationSeconds, signal: options.signal });
    const { principalArn, ...credentials } = session;
    return {
      version: 1,
      id,
      scope: plan.scope,
      region: plan.region,
      endpoints,
      principalArn,
      ...("roleArn" in options ? { roleArn: options.roleArn } : {}),
      credentials,
    };
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    client.destroy();
  }
}

function mint(method: MintMethod, leaseId: string, request: MintRequest): Promise<MintedSession> {
  if ("roleArn" in method) {
    const { roleArn, externalId } = method;
    return assumeRole({ roleArn, externalId, sessionName: sessionNameOf(leaseId) }, request);
  }
  return getFederationToken(method.federatedName, request);
}

function checkDuration(seconds: number): void {
  const { least, most } = LEASE_SECONDS;
  if (Number.isInteger(seconds) && seconds >= least && seconds <= most) return;
  throw new KeyleaseError("DurationOutOfRange", `a lease cannot last \`${seconds}\` seconds`, {
    hint: `Choose ${least} seconds (15m) to ${most} seconds (12h).`,
  });
}
