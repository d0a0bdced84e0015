import { createReadStream } from "node:fs";
import * as v from "valibot";
import { KeyleaseError } from "../core/index.ts";
import type { UncheckedScope } from "../lease/index.ts";

/** A line of an audit log as it is read: what another version wrote besides is kept. */
export interface AuditEntry {
  /** ISO 8601. */
  readonly time: string;
  /** One of `AUDIT_EVENTS`, unless a later version wrote it. */
  readonly event: string;
  readonly leaseId?: string;
  readonly scope?: UncheckedScope;
  readonly region?: string;
  readonly roleArn?: string;
  readonly principalArn?: string;
  readonly accessKeyId?: string;
  readonly expiresAt?: string;
  readonly code?: string;
  readonly awsCode?: string;
  readonly operation?: string;
  readonly requestId?: string;
  readonly to?: string;
  readonly from?: string;
  readonly issuedBefore?: string;
  readonly policyName?: string;
  readonly user?: string;
  readonly host?: string;
  readonly pid?: number;
}

/** Which lines are wanted; all conditions must hold. */
export interface AuditFilter {
  /** Lines of this time and later. Default: all. */
  readonly since?: Date | undefined;
  readonly leaseId?: string | undefined;
  readonly event?: string | undefined;
}

/** What was found in an audit log. */
export interface AuditReading {
  /** In the file's order, which is the order of time. */
  readonly entries: readonly AuditEntry[];
  /** How many lines are none, as where a disk was full. */
  readonly unreadable: number;
}

const text = v.exactOptional(v.string());
const entrySchema = v.looseObject({
  time: v.pipe(v.string(), v.isoTimestamp()),
  event: v.string(),
  leaseId: text,
  scope: v.exactOptional(v.looseObject({ bucket: v.string(), actions: v.array(v.string()) })),
  region: text,
  roleArn: text,
  principalArn: text,
  accessKeyId: text,
  expiresAt: text,
  code: text,
  awsCode: text,
  operation: text,
  requestId: text,
  to: text,
  from: text,
  issuedBefore: text,
  policyName: text,
  user: text,
  host: text,
  pid: v.exactOptional(v.number()),
});

/**
 * Reads an audit log line by line. A file that is not there has no lines.
 *
 * @throws KeyleaseError `FileUnreadable`.
 */
export async function readAudit(path: string, filter: AuditFilter = {}): Promise<AuditReading> {
  const entries: AuditEntry[] = [];
  let unreadable = 0;
  try {
    for await (const line of linesOf(path)) {
      const entry = parseLine(line);
      if (entry === undefined) unreadable++;
      else if (isWanted(entry, filter)) entries.push(entry);
    }
  } catch (error) {
    const { code = "it cannot be opened" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { entries: [], unreadable: 0 };
    throw new KeyleaseError("FileUnreadable", `the audit log \`${path}\` cannot be read (${code})`, {
      hint: "Check the path and who may read it.",
      cause: error,
    });
  }
  return { entries, unreadable };
}

/** The lines of a file that are not empty. By hand, for readline's iterator loses the errors of its stream. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(path, "utf8") as AsyncIterable<string>) {
    const lines = `${rest}${chunk}`.split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line !== "");
  }
  if (rest !== "") yield rest;
}

function parseLine(line: string): AuditEntry | undefined {
  try {
    const result = v.safeParse(entrySchema, JSON.parse(line));
    return result.success ? (result.output as AuditEntry) : undefined;
  } catch {
    return undefined;
  }
}

function isWanted(entry: AuditEntry, { since, leaseId, event }: AuditFilter): boolean {
  if (since !== undefined && new Date(entry.time) < since) return false;
  if (leaseId !== undefined && entry.leaseId !== leaseId) return false;
  return event === undefined || entry.event === event;
}
