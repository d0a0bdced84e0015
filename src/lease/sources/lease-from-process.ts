import type { Lease } from "../lease-document.ts";
import { type LeaseSourceOptions, readGiven } from "./read-given.ts";
import { runForOutput } from "./run-process.ts";
import { splitCommand } from "./split-command.ts";

/** Options of {@link leaseFromProcess}. */
export interface LeaseProcessOptions extends LeaseSourceOptions {
  /** How long the command may take, in milliseconds. Default: 60,000. */
  readonly timeoutMilliseconds?: number;
}

const LIMITS = { bytes: 1_048_576, milliseconds: 60_000 } as const;

/**
 * Gives what runs a command for a lease, anew for each call: for a first lease, and as `renew` of `upload`.
 *
 * The command prints a lease document, or credentials as a `credential_process` of AWS's configuration does, which come
 * without a scope. It runs without a shell, with this program's environment and standard error, and may print 1 MiB.
 *
 * @param command Words; or a text, which is split at blanks as a POSIX shell does it, with quotation marks.
 * @throws KeyleaseError `ArgumentInvalid` for a text that cannot be split without a shell. What is given rejects with
 *   `LeaseUnavailable` where the command cannot be started, fails or is too slow; `LeaseMalformed`, `LeaseExpired`,
 *   `LeaseScopeExceeded` for what it prints; `ArgumentInvalid` where credentials come and no object or region is known.
 */
export function leaseFromProcess(
  command: string | readonly string[],
  options: LeaseProcessOptions = {},
): () => Promise<Lease> {
  const isWindows = process.platform === "win32";
  const words = typeof command === "string" ? splitCommand(command, { keepsBackslashes: isWindows }) : [...command];
  return async () => {
    const text = await runForOutput(words, {
      environment: options.environment ?? process.env,
      mostBytes: LIMITS.bytes,
      timeoutMilliseconds: options.timeoutMilliseconds ?? LIMITS.milliseconds,
      signal: options.signal,
    });
    return readGiven({ text, form: "process", giver: `the command \`${words[0]}\`` }, options);
  };
}
