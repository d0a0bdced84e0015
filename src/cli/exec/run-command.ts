import { spawn } from "node:child_process";
import { constants } from "node:os";
import { KeyleaseError } from "../../core/index.ts";

/** A command to be run in the place of this program. */
export interface CommandToRun {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly takeSignals: (handle: (signal: NodeJS.Signals) => void) => void;
  /** Whether this program is run from a terminal, which sends its signals to the command too. */
  readonly atTerminal: boolean;
}

/**
 * Runs a command to its end, with this program's own input and output. Signals are passed on to it.
 *
 * @returns The command's exit code; 128 and the signal's number where it was ended by one, as shells have it.
 * @throws KeyleaseError `CommandUnstartable`.
 */
export function runCommand({ command, environment, takeSignals, atTerminal }: CommandToRun): Promise<number> {
  const [program = "", ...args] = command;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit", env: environment });
    child.on("error", (error) => reject(unstartable(program, error)));
    child.on("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    takeSignals((signal) => {
      // A terminal has told the whole group. Twice would be what a person does who wants no clean end.
      if (atTerminal && (signal === "SIGINT" || signal === "SIGQUIT")) return;
      child.kill(signal);
    });
  });
}

function unstartable(program: string, cause: Error): KeyleaseError {
  const reason = (cause as NodeJS.ErrnoException).code ?? "it is no program";
  return new KeyleaseError("CommandUnstartable", `the command \`${program}\` cannot be started (${reason})`, {
    hint: "Check its name, and that it may be run.",
    cause,
  });
}
