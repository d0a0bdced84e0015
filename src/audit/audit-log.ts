import { type FileHandle, open } from "node:fs/promises";
import { hostname, userInfo } from "node:os";
import { type Clock, KeyleaseError, systemClock } from "../core/index.ts";
import type { LeaseAudit } from "../lease/index.ts";
import { type AuditEvent, type AuditOrigin, auditLine } from "./entry.ts";

const LINE_FEED = 0x0a;

/** A file that audit lines are appended to. */
export interface AuditLog extends LeaseAudit {
  readonly path: string;
  /** @throws KeyleaseError `AuditUnwritable`. */
  ready(): Promise<void>;
  /** @throws KeyleaseError `AuditUnwritable`. */
  record(event: AuditEvent): Promise<void>;
}

/**
 * Appends audit lines to a file (JSON Lines), which is made where it is not there, readable by its owner alone. Each line is
 * one write at the file's end, so several processes may share the file; it is opened anew for each line, so it may be moved
 * away at any time.
 *
 * @param options.clock Default: the machine's clock.
 */
export function auditLog(path: string, { clock = systemClock }: { readonly clock?: Clock } = {}): AuditLog {
  return {
    path,
    ready: () => withFile(path, async () => {}),
    record: (event) => withFile(path, (file) => append(file, auditLine(event, clock.now(), origin()))),
  };
}

async function withFile(path: string, use: (file: FileHandle) => Promise<void>): Promise<void> {
  try {
    // Read and append: nothing that is there can be written over, and the last byte can be looked at.
    const file = await open(path, "a+", 0o600);
    try {
      await use(file);
    } finally {
      await file.close();
    }
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? "it was not written whole";
    throw new KeyleaseError("AuditUnwritable", `the audit log \`${path}\` cannot be written (${reason})`, {
      hint: "Check the path, who may write there and the space that is left, or name another file with KEYLEASE_AUDIT_LOG.",
      cause: error,
    });
  }
}

async function append(file: FileHandle, line: string): Promise<void> {
  const bytes = Buffer.from(`${(await endsTorn(file)) ? "\n" : ""}${line}`);
  const { bytesWritten } = await file.write(bytes);
  // Never completed by a second write: another process may have written in between.
  if (bytesWritten !== bytes.length) throw new Error(`${bytesWritten} of ${bytes.length} bytes were written`);
}

/** Whether the last line has no end, as where a disk was full: what follows must not be lost with it. */
async function endsTorn(file: FileHandle): Promise<boolean> {
  const stats = await file.stat();
  if (!stats.isFile() || stats.size === 0) return false;
  const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, stats.size - 1);
  return bytesRead === 1 && buffer[0] !== LINE_FEED;
}

function origin(): AuditOrigin {
  return { user: userName(), host: hostname(), pid: process.pid };
}

/** A container's user may have a number and no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "");
  }
}
