import { type Clock, KeyleaseError, systemClock } from "../../core/index.ts";
import { ServiceError } from "../errors.ts";
import { checkLeaseId } from "../lease-id.ts";
import {
  type Denial,
  denyBefore,
  denyLease,
  isCoveredBy,
  isOver,
  readDenialName,
  type StandingDenial,
} from "./denial.ts";
import { type RoleAccess, RolePolicies } from "./role-policies.ts";

/** Options of `revokeLease` and `revokeBefore`. */
export interface RevokeOptions extends RoleAccess {
  readonly clock?: Clock;
}

/** What was done. */
export interface Revocation {
  /** The role's inline policy that denies. */
  readonly policyName: string;
  /** When it denies nothing any more, and the next revocation removes it. */
  readonly standsUntil: Date;
  /** Older denials that were removed: those they were for have expired, or are denied by another one. */
  readonly removed: readonly string[];
  /** Why older denials may be left: what IAM said to cleaning up. */
  readonly leftBecause?: string;
}

/** All that can be before now is what somebody may mean; beyond, leases that are yet to be made would be dead at birth. */
const AHEAD_MILLISECONDS = 5 * 60_000;

/**
 * Denies everything to one lease, by an inline policy of its role on `aws:userid`. Other sessions of the role, later
 * leases too, are untouched. Each denial is a policy of its own, so that nobody who revokes at the same time can undo it.
 * On AWS it takes effect within seconds, as all changes of IAM do.
 *
 * It needs iam:GetRole and iam:PutRolePolicy, and to clean up iam:ListRolePolicies and iam:DeleteRolePolicy.
 *
 * @throws KeyleaseError `ArgumentInvalid`, `ArnInvalid`, `CallerUnknown`; `RevocationsFull` where the role's inline
 *   policies have come to IAM's limit; `ServiceError` where IAM refuses; `ClientTimeout` where it cannot be reached.
 */
export async function revokeLease(leaseId: string, options: RevokeOptions): Promise<Revocation> {
  checkLeaseId(leaseId);
  return withPolicies(options, async (policies) => {
    const roleId = await policies.roleId();
    return establish(policies, (now) => denyLease(leaseId, { roleId, now }), options);
  });
}

/**
 * Denies everything to all sessions of a role that were issued before a time (`aws:TokenIssueTime`), whoever made them.
 *
 * @throws KeyleaseError as {@link revokeLease}; `ArgumentInvalid` for a time to come.
 */
export async function revokeBefore(time: Date, options: RevokeOptions): Promise<Revocation> {
  const { clock = systemClock } = options;
  if (time.getTime() > clock.now().getTime() + AHEAD_MILLISECONDS) {
    throw new KeyleaseError("ArgumentInvalid", `\`${time.toISOString()}\` is yet to come`, {
      hint: "Give a time that has been, or `now`: every lease that is made before it would be dead at once.",
    });
  }
  return withPolicies(options, (policies) => establish(policies, (now) => denyBefore(time, now), options));
}

async function withPolicies<T>(options: RevokeOptions, use: (policies: RolePolicies) => Promise<T>): Promise<T> {
  const policies = await RolePolicies.open(options);
  try {
    return await use(policies);
  } finally {
    policies.close();
  }
}

/** The denial first and the cleaning afterwards, unless there is no place for it otherwise. */
async function establish(
  policies: RolePolicies,
  deny: (now: Date) => Denial,
  { clock = systemClock, signal }: RevokeOptions,
): Promise<Revocation> {
  const now = new Date(clock.now().getTime() + policies.clockOffsetMilliseconds);
  const denial = deny(now);
  const removed: string[] = [];
  try {
    await policies.put(denial.policyName, denial.document);
  } catch (error) {
    if (!isFull(error)) throw error;
    removed.push(...(await makeRoom(policies, denial, now)));
  }
  const { policyName, standsUntil } = denial;
  try {
    removed.push(...(await cleanUp(policies, now)));
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof KeyleaseError)) throw error;
    // It is denied, which is what was asked for.
    return { policyName, standsUntil, removed, leftBecause: error.message };
  }
  return { policyName, standsUntil, removed };
}

function isFull(error: unknown): boolean {
  return error instanceof ServiceError && /^LimitExceeded/.test(error.awsCode);
}

/** Removes what denies nothing any more. */
async function cleanUp(policies: RolePolicies, now: Date): Promise<readonly string[]> {
  const denials = await standing(policies);
  const idle = denials.filter((one) => isOver(one, now) || denials.some((other) => isCoveredBy(one, other)));
  return removeAll(policies, idle);
}

/**
 * Makes room for a denial, and establishes it. INVARIANT: at no moment is a session allowed again that was denied before:
 * the place of an older denial is taken by one that denies its session as well, before any other is removed.
 *
 * @throws KeyleaseError `RevocationsFull`.
 */
async function makeRoom(policies: RolePolicies, denial: Denial, now: Date): Promise<readonly string[]> {
  const removed = [...(await cleanUp(policies, now))];
  const { policyName, document } = denial;
  if (removed.length > 0 && (await fits(policies, policyName, document))) return removed;
  const fresh = readDenialName(policyName);
  const [place, ...others] = (await standing(policies)).filter((one) => fresh !== undefined && isCoveredBy(one, fresh));
  if (place === undefined || !(await fits(policies, place.policyName, document))) throw full();
  removed.push(...(await removeAll(policies, others)));
  if (await fits(policies, policyName, document)) return removed;
  throw full();
}

async function fits(policies: RolePolicies, policyName: string, document: string): Promise<boolean> {
  try {
    await policies.put(policyName, document);
    return true;
  } catch (error) {
    if (isFull(error)) return false;
    throw error;
  }
}

async function standing(policies: RolePolicies): Promise<readonly StandingDenial[]> {
  return (await policies.names()).map(readDenialName).filter((denial) => denial !== undefined);
}

async function removeAll(policies: RolePolicies, denials: readonly StandingDenial[]): Promise<readonly string[]> {
  for (const { policyName } of denials) await policies.remove(policyName);
  return denials.map(({ policyName }) => policyName);
}

function full(): KeyleaseError {
  return new KeyleaseError("RevocationsFull", "the role's inline policies have no place for another denial", {
    hint: "Revoke all older sessions at once with --all-before now, which needs no more place; IAM allows 10,240 characters.",
  });
}
