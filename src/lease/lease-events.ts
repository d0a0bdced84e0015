import { KeyleaseError } from "../core/index.ts";
import type { CallerIdentity } from "./caller-identity.ts";
import { ServiceError } from "./errors.ts";
import type { Lease } from "./lease-document.ts";
import type { LeasePlan } from "./plan.ts";
import type { Scope } from "./scope.ts";

/** A lease was made. INVARIANT: no secret is in it; an access key id is none, and CloudTrail names sessions by it. */
export interface LeaseMinted {
  readonly event: "minted";
  readonly leaseId: string;
  readonly scope: Scope;
  readonly region: string;
  /** Absent where it was made with GetFederationToken. */
  readonly roleArn?: string;
  readonly principalArn: string;
  readonly accessKeyId: string;
  /** Who took it, where somebody wanted to know. */
  readonly callerArn?: string;
  readonly expiresAt: Date;
  readonly packedPolicySize?: number;
}

/**
 * A lease that could have been made was not. What is wrong in itself (no key, an impossible duration) is no refusal:
 * nobody was asked for anything.
 */
export interface LeaseRefused {
  readonly event: "refused";
  readonly scope: Scope;
  readonly region: string;
  readonly roleArn?: string;
  /** Keylease's own code; `Unexpected` where the error has none, as what `authorise` throws may have. */
  readonly code: string;
  /** AWS's code, where AWS refused. */
  readonly awsCode?: string;
  /** Such as `AssumeRole`. */
  readonly operation?: string;
  readonly requestId?: string;
}

/** Where it is written down what became of leases. */
export interface LeaseAudit {
  /** Whether it is asked who takes the lease, which costs a call of GetCallerIdentity. Default: false. */
  readonly wantsCaller?: boolean;
  /** Called before anybody is asked for anything: what it throws keeps the lease from being made. */
  ready?(): void | Promise<void>;
  /**
   * Called before a lease is given out: what it throws for a minted one keeps the credentials from the caller. What it
   * throws for a refusal is dropped, for the refusal says more.
   */
  record(event: LeaseMinted | LeaseRefused): void | Promise<void>;
}

export function mintedEvent(lease: Lease, caller: CallerIdentity | undefined): LeaseMinted {
  const { id, scope, region, roleArn, principalArn, credentials, packedPolicySize } = lease;
  return {
    event: "minted",
    leaseId: id,
    scope,
    region,
    ...(roleArn === undefined ? {} : { roleArn }),
    principalArn,
    accessKeyId: credentials.accessKeyId,
    ...(caller === undefined ? {} : { callerArn: caller.arn }),
    expiresAt: credentials.expiration,
    ...(packedPolicySize === undefined ? {} : { packedPolicySize }),
  };
}

/** INVARIANT: of the error only codes are taken, for its text may quote what somebody gave by mistake. */
export function refusedEvent({ scope, region, method }: LeasePlan, error: unknown, isStopped: boolean): LeaseRefused {
  return {
    event: "refused",
    scope,
    region,
    ...("roleArn" in method ? { roleArn: method.roleArn } : {}),
    code: isStopped ? "Interrupted" : error instanceof KeyleaseError ? error.code : "Unexpected",
    ...(error instanceof ServiceError
      ? {
          awsCode: error.awsCode,
          operation: error.operation,
          ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
        }
      : {}),
  };
}
