import { KeyleaseError } from "../core/index.ts";
import type { Lease } from "./lease-document.ts";
import { type LeaseAudit, type LeaseRefused, refusedEvent } from "./lease-events.ts";
import { Minter } from "./minter.ts";
import type { LeaseOptions } from "./options.ts";
import { type LeasePlan, planLease } from "./plan.ts";
import type { UncheckedScope } from "./scope.ts";

/**
 * Trades a role, a token or an IAM user's key for credentials that may do what the scope says and nothing else.
 *
 * Refused before any call: `ScopeEmpty`, `ScopeTooLarge`, `BucketNameInvalid`, `KeyInvalid`, `KeyUnrepresentable`,
 * `ScopeActionUnknown`, `ArnInvalid`, `DurationOutOfRange`, `ArgumentInvalid`, `AccountUnexpected`, `RegionUnexpected`,
 * and what `authorise` throws.
 *
 * @throws KeyleaseError those, also where several keys do not fit into one session; `CallerUnknown` without
 *   credentials, `CallerUnsuitable` where they cannot be used in this way; `TokenUnavailable` without a web identity
 *   token; `ServiceError` where STS refuses; `ClientTimeout` where it cannot be reached. An abort rejects with the
 *   signal's reason.
 */
export async function createLease(scope: UncheckedScope, options: LeaseOptions): Promise<Lease> {
  const plan = planLease(scope, options);
  const [session, ...others] = plan.sessions;
  if (session === undefined || others.length > 0) {
    throw new KeyleaseError("ScopeTooLarge", `the keys need ${plan.sessions.length} sessions, and a lease has one`, {
      hint: "Lease fewer keys at once, or one prefix; createLeases makes a lease for each part.",
      facts: { sessions: plan.sessions.length },
    });
  }
  return withMinter(plan, options, (minter) => minter.mint(session));
}

/**
 * The same for scopes of several keys that may not fit into one session policy: as many leases as are needed, one in all
 * other cases. Where STS finds a part too large that was thought to fit, it is divided again.
 *
 * @throws KeyleaseError as {@link createLease}. Where a later one fails, those that were made before are lost to the
 *   caller, and expire.
 */
export async function createLeases(scope: UncheckedScope, options: LeaseOptions): Promise<readonly Lease[]> {
  const plan = planLease(scope, options);
  return withMinter(plan, options, async (minter) => {
    const leases: Lease[] = [];
    for (const session of plan.sessions) leases.push(...(await minter.mintDivided(session)));
    return leases;
  });
}

/** INVARIANT: whoever may refuse is asked about the very plan that is minted, before anything is called. */
async function withMinter<T>(plan: LeasePlan, options: LeaseOptions, use: (minter: Minter) => Promise<T>): Promise<T> {
  const { signal, audit } = options;
  signal?.throwIfAborted();
  await audit?.ready?.();
  try {
    await options.authorise?.(plan);
    const minter = await Minter.open({ plan, options });
    try {
      return await use(minter);
    } finally {
      minter.close();
    }
  } catch (error) {
    await recordRefusal(audit, refusedEvent(plan, error, signal?.aborted === true));
    signal?.throwIfAborted();
    throw error;
  }
}

async function recordRefusal(audit: LeaseAudit | undefined, event: LeaseRefused): Promise<void> {
  try {
    await audit?.record(event);
  } catch {
    // The refusal itself is told to the caller, and nothing was given out.
  }
}
