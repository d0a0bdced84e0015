import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type AuditEvent, type AuditFile, auditFile } from "../audit/index.ts";
import type { CommandContext } from "./context.ts";
import { stateFolder } from "./state-folder.ts";

type Environment = CommandContext["environment"];

/** The audit file: the one that KEYLEASE_AUDIT_FILE names, else `audit.jsonl` in the state folder. */
export function auditPath(environment: Environment): string {
  return environment.KEYLEASE_AUDIT_FILE || join(stateFolder(environment), "audit.jsonl");
}

/**
 * Where commands write audit lines. Whoever names a file wants every line of it, so a command that cannot write there
 * gives nothing out (`AuditUnwritable`). Nobody asked for the file in the state folder: a command that runs where nothing
 * can be written, such as a container's read-only disk, says so once and goes on.
 */
export function auditLogOf({ environment, output }: Pick<CommandContext, "environment" | "output">): AuditFile {
  const file = auditFile(auditPath(environment));
  if (environment.KEYLEASE_AUDIT_FILE) return file;
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
