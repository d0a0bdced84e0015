import { type AuditEntry, readAudit } from "../../audit/index.ts";
import { checkScope, describeObjects } from "../../lease/index.ts";
import { auditPath } from "../audit-log.ts";
import type { CommandContext } from "../context.ts";
import { table } from "../instances/table.ts";
import { parsePointInTime } from "../point-in-time.ts";

/** What `keylease audit` is told. */
export interface AuditInput {
  readonly since?: string;
  readonly lease?: string;
  readonly event?: string;
  /** Path of the audit log. */
  readonly auditLog?: string;
  readonly json?: boolean;
}

const HEADS = ["TIME", "EVENT", "LEASE", "OBJECTS", "BY", "WHAT"];

/** Shows what became of leases. */
export async function run(input: AuditInput, { output, environment }: CommandContext): Promise<undefined> {
  const since = input.since === undefined ? undefined : parsePointInTime(input.since, new Date());
  const path = auditPath(environment, input.auditLog);
  const { entries, unreadable } = await readAudit(path, { since, leaseId: input.lease, event: input.event });
  if (input.json === true) {
    output.json({ file: path, entries, unreadable });
    return;
  }
  if (entries.length === 0) output.line(`there are no such lines in ${path}`);
  else for (const line of table(HEADS, entries.map(row))) output.line(line);
  if (unreadable > 0) output.note(`${unreadable} lines of ${path} are not audit lines, or not whole`);
}

function row(entry: AuditEntry): readonly string[] {
  const time = `${entry.time.slice(0, 19).replace("T", " ")} UTC`;
  const by = `${entry.user ?? "-"}@${entry.host ?? "-"}`;
  return [time, entry.event, entry.leaseId ?? "-", objectsOf(entry), by, what(entry)];
}

function objectsOf({ scope }: AuditEntry): string {
  if (scope === undefined) return "-";
  try {
    return describeObjects(checkScope(scope));
  } catch {
    // A later version may know scopes that this one does not.
    return `s3://${scope.bucket}/…`;
  }
}

/** What the columns before do not say. */
function what(entry: AuditEntry): string {
  const { event, principalArn = "-", expiresAt = "-", roleArn = "-" } = entry;
  if (event === "minted") return `until ${expiresAt.slice(0, 19)}Z, as ${principalArn}`;
  if (event === "refused") {
    const aws = entry.awsCode === undefined ? "" : ` (${entry.awsCode} from ${entry.operation ?? "AWS"})`;
    return `${entry.code ?? "-"}${aws}, of ${roleArn}`;
  }
  if (event === "handed-over") return `to ${entry.to ?? "-"}`;
  if (event === "claim-refused") return `from ${entry.from ?? "-"}`;
  if (event !== "revoked") return "-";
  return entry.issuedBefore === undefined ? `of ${roleArn}` : `all of ${roleArn} before ${entry.issuedBefore}`;
}
