import { Readable } from "node:stream";
import { runCli as runCliOnce } from "../../src/cli/run-cli.ts";
import type { CliResult } from "./cli.ts";
import { watchOutput } from "./secrets/watch.ts";

/**
 * Runs the CLI in this very process, which takes a hundredth of the time of a process of its own. For command lines
 * that are refused before anything is called: AWS's provider chain would look at this process's environment.
 */
export async function runInProcess(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  input = "",
): Promise<CliResult> {
  let stdout = "";
  let stderr = "";
  const exitCode = await runCliOnce(args, {
    stdout: {
      write: (text) => {
        stdout += text;
      },
    },
    stderr: {
      write: (text) => {
        stderr += text;
      },
    },
    environment,
    entryFile: "",
    readInput: async () => input,
    inputStream: () => Readable.from([Buffer.from(input)]),
    signal: new AbortController().signal,
    takeSignals: () => {},
  });
  watchOutput(`stderr of keylease ${args[0] ?? ""}`, stderr);
  return { exitCode, stdout, stderr };
}
