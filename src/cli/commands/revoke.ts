import { type AuditEvent, type AuditLog, readAudit } from "../../audit/index.ts";
import { KeyleaseError } from "../../core/index.ts";
import {
  checkLeaseId,
  endpointOf,
  type Revocation,
  type RevokeOptions,
  revokeBefore,
  revokeLease,
} from "../../lease/index.ts";
import { auditLogOf, auditPath } from "../audit-log.ts";
import type { CommandContext } from "../context.ts";
import type { Output } from "../output.ts";
import { parsePointInTime } from "../point-in-time.ts";

/** What `keylease revoke` is told. */
export interface RevokeInput {
  /** Id of the lease. */
  readonly lease?: string;
  readonly roleArn?: string;
  /** A point in time. */
  readonly allBefore?: string;
  /** Path of the audit log. */
  readonly auditLog?: string;
  readonly region?: string;
  readonly endpointUrl?: string;
  readonly json?: boolean;
}

/** Denies everything to a lease, or to all older sessions of a role. */
export async function run(input: RevokeInput, context: CommandContext): Promise<undefined> {
  const { output, environment } = context;
  const { lease, allBefore, roleArn, done } = await revoke(input, context);
  const event: AuditEvent = {
    event: "revoked",
    ...(lease === undefined ? {} : { leaseId: lease }),
    ...(allBefore === undefined ? {} : { issuedBefore: allBefore }),
    roleArn,
    policyName: done.policyName,
  };
  await record(event, auditLogOf(context, input.auditLog), output);
  if (done.leftBecause !== undefined) output.note(`older denials may be left, because ${done.leftBecause}`);
  if (input.json === true) {
    output.json({ ...(lease === undefined ? { allBefore } : { leaseId: lease }), roleArn, ...done });
    return;
  }
  const what = lease === undefined ? `all sessions from before ${allBefore?.toISOString()}` : `lease ${lease}`;
  output.line(`revoked ${what} of ${roleArn}, by its inline policy ${done.policyName}`);
  if (endpointOf("IAM", input.endpointUrl, environment) === undefined) {
    output.note("AWS takes some seconds, rarely a minute, until a change of a policy holds everywhere");
  }
}

/** What was revoked, and how. */
interface Revoked {
  readonly lease?: string;
  readonly allBefore?: Date;
  readonly roleArn: string;
  readonly done: Revocation;
}

async function revoke(input: RevokeInput, context: CommandContext): Promise<Revoked> {
  const { lease } = input;
  if ((lease === undefined) === (input.allBefore === undefined)) {
    throw new KeyleaseError("ArgumentInvalid", "what to revoke must be said in one way", {
      hint: "Give the id of a lease, or --all-before with a time.",
    });
  }
  if (lease !== undefined) {
    checkLeaseId(lease);
    const roleArn = input.roleArn ?? (await roleOf(lease, auditPath(context.environment, input.auditLog)));
    return { lease, roleArn, done: await revokeLease(lease, optionsOf(input, roleArn, context)) };
  }
  const { roleArn } = input;
  if (roleArn === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "no role was given", { hint: "Give --role-arn with --all-before." });
  }
  const allBefore = parsePointInTime(input.allBefore ?? "", new Date());
  return { allBefore, roleArn, done: await revokeBefore(allBefore, optionsOf(input, roleArn, context)) };
}

function optionsOf(
  { region, endpointUrl }: RevokeInput,
  roleArn: string,
  { environment, signal }: CommandContext,
): RevokeOptions {
  return {
    roleArn,
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
    environment,
    signal,
  };
}

/** The role of a lease that was made on this machine. */
async function roleOf(leaseId: string, path: string): Promise<string> {
  const { entries } = await readAudit(path, { leaseId, event: "minted" });
  const [minted] = entries;
  if (minted?.roleArn !== undefined) return minted.roleArn;
  if (minted === undefined) {
    throw new KeyleaseError("LeaseUnknown", `no line of \`${path}\` tells of the lease \`${leaseId}\``, {
      hint: "Give the role that it is of with --role-arn, or name its audit log with KEYLEASE_AUDIT_LOG.",
    });
  }
  throw new KeyleaseError("ArgumentInvalid", `the lease \`${leaseId}\` is a federated user's and of no role`, {
    hint: "Deny it in a policy of the IAM user whose key it was made with, or deactivate that key.",
  });
}

/** The lease is dead either way, and must not live on for want of a line: a failure is told and no more. */
async function record(event: AuditEvent, log: AuditLog, output: Output): Promise<void> {
  try {
    await log.record(event);
  } catch (error) {
    output.note(error instanceof Error ? `it is revoked, but ${error.message}` : "it is revoked");
  }
}
