import { sessionNameOf } from "../lease-id.ts";

/**
 * How long a denial must stand: no session of a role lives longer than 12 hours, and clocks may differ.
 */
const STANDING_MILLISECONDS = (12 * 60 + 15) * 60_000;
/** By how much the clocks of those who revoke may differ. */
const SKEW_MILLISECONDS = 5 * 60_000;

/** An inline policy of a role that denies everything to some of its sessions. */
export interface Denial {
  /** Tells what it denies and until when it must stand, so that nobody has to read the policy to clean up. */
  readonly policyName: string;
  /** JSON without white space: every character counts towards the role's limit. */
  readonly document: string;
  readonly standsUntil: Date;
}

/**
 * Denies everything to the session of one lease.
 *
 * @param roleId The role's unique id (`AROA…`): `aws:userid` of a session is `ROLE-ID:SESSION-NAME`.
 */
export function denyLease(leaseId: string, { roleId, now }: { readonly roleId: string; readonly now: Date }): Denial {
  return denial(leaseId, { StringEquals: { "aws:userid": `${roleId}:${sessionNameOf(leaseId)}` } }, now);
}

/**
 * Denies everything to the sessions of a role that were issued before a time. AWS counts that in whole seconds, so the time
 * is rounded up: a session of that second is denied too.
 */
export function denyBefore(time: Date, now: Date): Denial {
  const second = new Date(Math.ceil(time.getTime() / 1000) * 1000);
  const iso = `${second.toISOString().slice(0, 19)}Z`;
  return denial(`before-${compact(second)}`, { DateLessThan: { "aws:TokenIssueTime": iso } }, now);
}

function denial(what: string, condition: object, now: Date): Denial {
  const standsUntil = new Date(Math.ceil((now.getTime() + STANDING_MILLISECONDS) / 1000) * 1000);
  const statement = { Effect: "Deny", Action: "*", Resource: "*", Condition: condition };
  return {
    policyName: `keylease-revoked-${what}-until-${compact(standsUntil)}`,
    document: JSON.stringify({ Version: "2012-10-17", Statement: statement }),
    standsUntil,
  };
}

/** What a policy's name says of a denial. */
export interface StandingDenial {
  readonly policyName: string;
  /** Absent where it denies all before a time. */
  readonly leaseId?: string;
  readonly issuedBefore?: Date;
  readonly madeAt: Date;
  readonly standsUntil: Date;
}

const NAME = /^keylease-revoked-(?:([a-z0-9]{20})|before-(\d{8}T\d{6}Z))-until-(\d{8}T\d{6}Z)$/;

/** Reads the name of an inline policy; `undefined` for one that is not ours, which nobody here may touch. */
export function readDenialName(policyName: string): StandingDenial | undefined {
  const [, leaseId, before, until] = NAME.exec(policyName) ?? [];
  if (until === undefined) return undefined;
  const standsUntil = fromCompact(until);
  if (Number.isNaN(standsUntil.getTime())) return undefined;
  const madeAt = new Date(standsUntil.getTime() - STANDING_MILLISECONDS);
  if (before === undefined) {
    return { policyName, ...(leaseId === undefined ? {} : { leaseId }), madeAt, standsUntil };
  }
  return { policyName, issuedBefore: fromCompact(before), madeAt, standsUntil };
}

/** Whether nobody whom it denies can be left: it denies nothing any more. */
export function isOver({ standsUntil }: StandingDenial, now: Date): boolean {
  return standsUntil <= now;
}

/**
 * Whether another denial denies all that this one does. A lease that was revoked is older than its revocation, by whatever
 * clock.
 */
export function isCoveredBy(denied: StandingDenial, other: StandingDenial): boolean {
  if (denied.policyName === other.policyName || other.standsUntil < denied.standsUntil) return false;
  if (denied.leaseId !== undefined && denied.leaseId === other.leaseId) return true;
  if (other.issuedBefore === undefined) return false;
  if (denied.issuedBefore !== undefined) return denied.issuedBefore <= other.issuedBefore;
  return denied.madeAt.getTime() + SKEW_MILLISECONDS <= other.issuedBefore.getTime();
}

function compact(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace(/[-:]/g, "")}Z`;
}

function fromCompact(text: string): Date {
  return new Date(text.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, "$1-$2-$3T$4:$5:$6Z"));
}
