import type { CommandContext } from "./context.ts";
import { createOutput, type OutputStream } from "./output.ts";
import { createProgram, type ProgramSettings } from "./program/program.ts";
import { reportError } from "./report-error.ts";

/** The process that the CLI runs in. */
export interface World extends Omit<CommandContext, "output"> {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
}

/**
 * Runs the CLI once.
 *
 * @param args What stands after the program's name.
 * @returns The exit code.
 */
export async function runCli(args: readonly string[], world: World): Promise<number> {
  const { stdout, stderr, environment, entryFile, readInput, inputStream, signal, takeSignals } = world;
  const output = createOutput(stdout, stderr, environment);
  const context: CommandContext = { output, environment, entryFile, readInput, inputStream, signal, takeSignals };
  let exitCode: number | undefined;
  const settings: ProgramSettings = {
    start: async (load, input) => {
      const { run } = await load();
      exitCode = await run(input, context);
    },
    writeOut: (text) => stdout.write(text),
    writeErr: (text) => stderr.write(text),
    columns: (stdout as { columns?: number }).columns,
  };
  const program = createProgram(settings, args);
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode ?? 0;
  } catch (error) {
    output.status("");
    // Errors of the command line itself come before any option is known.
    return reportError(error, output, { json: wantsJson(args), interrupted: signal.aborted });
  }
}

function wantsJson(args: readonly string[]): boolean {
  const end = args.indexOf("--");
  return (end < 0 ? args : args.slice(0, end)).includes("--json");
}
