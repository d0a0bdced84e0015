import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type AuditEvent, type AuditLog, auditLog } from "../audit/index.ts";
import type { CommandContext } from "./context.ts";
import { stateFolder } from "./state-folder.ts";

type Environment = CommandContext["environment"];

/** The audit log: the one that was named, else KEYLEASE_AUDIT_LOG's, else `audit.jsonl` in the state folder. */
export function auditPath(environment: Environment, named?: string): string {
  return named ?? (environment.KEYLEASE_AUDIT_LOG || join(stateFolder(environment), "audit.jsonl"));
}

/**
 * Where commands write audit lines. Whoever names a file wants every line of it, so a command that cannot write there
 * gives nothing out (`AuditUnwritable`); and they want to know who called. Nobody asked for the file in the state folder: a command that runs where nothing
 * can be written, such as a container's read-only disk, says so once and goes on.
 */
export function auditLogOf(
  { environment, output }: Pick<CommandContext, "environment" | "output">,
  named: string | undefined,
): AuditLog {
  const file = auditLog(auditPath(environment, named));
  if (named !== undefined || environment.KEYLEASE_AUDIT_LOG) return { ...file, wantsCaller: true };
  let isTold = false;
  const attempt = async (write: () => Promise<void>): Promise<void> => {
    try {
      await mkdir(dirname(file.path), { recursive: true, mode: 0o700 });
      await write();
    } catch {
      if (!isTold) output.note(`no audit line is written: ${file.path} cannot be written`);
      isTold = true;
    }
  };
  return {
    path: file.path,
    ready: () => attempt(file.ready),
    record: (event: AuditEvent) => attempt(() => file.record(event)),
  };
}
