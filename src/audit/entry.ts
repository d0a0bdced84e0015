import type { LeaseMinted, LeaseRefused } from "../lease/index.ts";

/** A lease was given to whoever uses it. */
export interface LeaseHandedOver {
  readonly event: "handed-over";
  readonly leaseId: string;
  /** In words, such as `standard output` or `the file /run/lease.json`. */
  readonly to: string;
}

/** Somebody asked for a lease with a code that is not its ticket's. */
export interface ClaimRefused {
  readonly event: "claim-refused";
  readonly leaseId: string;
  /** The address that it came from. */
  readonly from: string;
}

/** A lease, or all that a role's sessions were made before a time, was denied everything. */
export interface LeaseRevoked {
  readonly event: "revoked";
  /** Absent where it was all before a time. */
  readonly leaseId?: string;
  readonly issuedBefore?: Date;
  readonly roleArn: string;
  /** The inline policy of the role that denies it. */
  readonly policyName: string;
}

/** Something that became of a lease. INVARIANT: none of them has a place for a secret. */
export type AuditEvent = LeaseMinted | LeaseRefused | LeaseHandedOver | ClaimRefused | LeaseRevoked;

/** What an event can be. */
export const AUDIT_EVENTS: readonly AuditEvent["event"][] = [
  "minted",
  "refused",
  "handed-over",
  "claim-refused",
  "revoked",
];

/** Who did it, on which machine. */
export interface AuditOrigin {
  readonly user: string;
  readonly host: string;
  readonly pid: number;
}

/** An event as one line of an audit log, its end included. */
export function auditLine(event: AuditEvent, time: Date, origin: AuditOrigin): string {
  const { event: name, ...facts } = event;
  return `${JSON.stringify({ version: 1, time, event: name, ...facts, ...origin })}\n`;
}
