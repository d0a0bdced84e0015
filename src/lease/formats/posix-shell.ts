import type { Lease } from "../lease-document.ts";
import { SHADOWING_VARIABLES, variablesOf } from "./variables.ts";

/** Lines for `eval` in any POSIX shell: what is set is passed on to programs that the shell starts. */
export function asExportLines(lease: Lease): string {
  const lines = Object.entries(variablesOf(lease)).map(([name, value]) => `export ${name}=${quoteForShell(value)}`);
  return [`unset ${SHADOWING_VARIABLES.join(" ")}`, ...lines].join("\n");
}

/** The same as assignments alone: for `env` files, and for a shell that is not to pass them on. */
export function asAssignments(lease: Lease): string {
  return Object.entries(variablesOf(lease))
    .map(([name, value]) => `${name}=${quoteForShell(value)}`)
    .join("\n");
}

/** Between single quotes nothing has a meaning but the single quote itself (POSIX Shell Command Language, 2.2.2). */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
