import { CommanderError } from "commander";
import { KeyleaseError } from "../core/index.ts";
import { type ExitCode, exitCodeOf } from "./exit-codes.ts";
import type { Output } from "./output.ts";

/** How errors are told. */
export interface ErrorReport {
  /** As one line of JSON instead of two sentences. */
  readonly json: boolean;
  /** Whether the person, or the system, asked the command to stop. */
  readonly interrupted: boolean;
}

/**
 * Tells an error on standard error, and gives the exit code. People get a sentence on what happened and one on what to
 * do; with `--json`, programs get `{"error":{"code","message","hint","facts"}}` on one line.
 */
export function reportError(error: unknown, output: Output, report: ErrorReport): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  // No command was named; commander has shown the help already.
  if (error instanceof CommanderError && error.code === "commander.help") return 2;
  const known = report.interrupted ? interrupted(error) : toKeyleaseError(error);
  const code = known?.code ?? "Unexpected";
  const message = known?.message ?? unexpectedMessage(error);
  const hint = known?.hint ?? "Please report it, with the command and this message.";
  if (report.json) output.note(JSON.stringify({ error: { code, message, hint, facts: known?.facts ?? {} } }));
  else output.note(`keylease: ${message}.\n${sentence(hint)}`);
  return known === undefined ? 1 : exitCodeOf(known.code);
}

function toKeyleaseError(error: unknown): KeyleaseError | undefined {
  if (error instanceof KeyleaseError) return error;
  return error instanceof CommanderError ? usageError(error) : undefined;
}

/** Commander's texts brought into the form of ours: `error: unknown option '--x'\n(Did you mean --y?)`. */
function usageError(error: CommanderError): KeyleaseError {
  const [first = "", suggestion] = error.message.replace(/^error: /, "").split("\n");
  const message = first.replace(/'([^']*)'/g, "`$1`").replace(/\.$/, "");
  const hint =
    suggestion === undefined ? "Run it with --help to see how it is used." : suggestion.replace(/^\(|\)$/g, "");
  return new KeyleaseError("ArgumentInvalid", message, { hint });
}

/** A command that knows what goes on without it says so itself. */
function interrupted(error: unknown): KeyleaseError {
  if (error instanceof KeyleaseError && error.code === "Interrupted") return error;
  return new KeyleaseError("Interrupted", "stopped before it had finished", {
    hint: "What AWS has already been told to do goes on there.",
  });
}

function unexpectedMessage(error: unknown): string {
  return error instanceof Error
    ? `unexpected ${error.name}: ${error.message.replace(/\.$/, "")}`
    : "unexpected failure";
}

function sentence(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
