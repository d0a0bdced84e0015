import type { CallerIdentity } from "./caller-identity.ts";
import type { Lease } from "./lease-document.ts";
import type { Scope } from "./scope.ts";

/** What is kept of a lease so that CloudTrail can be read beside it. It holds no secret. */
export interface AuditRecord {
  readonly time: string;
  readonly event: "lease";
  /** Part of the session name, and so of `principalArn`; of a federated user it is not. */
  readonly leaseId: string;
  /** `userIdentity.arn` of what the lease is used for. */
  readonly principalArn: string;
  /** `userIdentity.accessKeyId` of the same. */
  readonly accessKeyId: string;
  /** Who took it, where that is known. */
  readonly callerArn?: string;
  readonly roleArn?: string;
  readonly region: string;
  readonly scope: Scope;
  readonly expiresAt: string;
  readonly packedPolicySize?: number;
}

/** The record of a lease that was made at a time, by a caller. */
export function auditRecord(lease: Lease, at: Date, caller?: CallerIdentity): AuditRecord {
  const { id, principalArn, roleArn, region, scope, credentials, packedPolicySize } = lease;
  return {
    time: at.toISOString(),
    event: "lease",
    leaseId: id,
    principalArn,
    accessKeyId: credentials.accessKeyId,
    ...(caller === undefined ? {} : { callerArn: caller.arn }),
    ...(roleArn === undefined ? {} : { roleArn }),
    region,
    scope,
    expiresAt: credentials.expiration.toISOString(),
    ...(packedPolicySize === undefined ? {} : { packedPolicySize }),
  };
}
