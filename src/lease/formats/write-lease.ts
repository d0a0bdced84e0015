import { formatLease, type Lease } from "../lease-document.ts";
import { asCredentialProcess } from "./credential-process.ts";
import { asFishLines } from "./fish.ts";
import { asAssignments, asExportLines } from "./posix-shell.ts";
import { asPowerShellLines } from "./powershell.ts";
import { asProfile } from "./profile.ts";
import { asWindowsCmdLines } from "./windows-cmd.ts";

/** The name of a way to hand a lease over. */
export type LeaseFormat =
  | "json"
  | "env"
  | "env-no-export"
  | "process"
  | "powershell"
  | "windows-cmd"
  | "fish"
  | "profile";

/** The names are those of `aws configure export-credentials`, as far as it has them. */
const FORMATS: Readonly<Record<LeaseFormat, (lease: Lease) => string>> = {
  json: formatLease,
  env: asExportLines,
  "env-no-export": asAssignments,
  process: asCredentialProcess,
  powershell: asPowerShellLines,
  "windows-cmd": asWindowsCmdLines,
  fish: asFishLines,
  profile: asProfile,
};

/** Every way to hand a lease over. */
export const LEASE_FORMATS: readonly LeaseFormat[] = Object.keys(FORMATS) as LeaseFormat[];

/**
 * Writes a lease, credentials in clear, in the form that another program reads.
 *
 * @throws KeyleaseError `FormatUnsuitable` where the form cannot hold a value of it.
 */
export function writeLease(lease: Lease, format: LeaseFormat): string {
  return FORMATS[format](lease);
}
