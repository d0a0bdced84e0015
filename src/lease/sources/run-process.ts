import { spawn } from "node:child_process";
import { KeyleaseError } from "../../core/index.ts";
import type { Environment } from "../endpoints.ts";

/** How a process is run for what it prints. */
export interface ProcessRun {
  readonly environment: Environment;
  readonly mostBytes: number;
  readonly timeoutMilliseconds: number;
  readonly signal: AbortSignal | undefined;
}

/**
 * Runs a program to its end and gives what it wrote to standard output. It has no input, and its standard error is this
 * program's own.
 *
 * @param words The program and its arguments. No shell sees them.
 * @throws KeyleaseError `LeaseUnavailable` where it cannot be started, fails or is too slow; `LeaseMalformed` where it prints
 *   too much. Neither its arguments nor its output are part of it. An abort ends the program, and rejects with the signal's reason.
 */
export async function runForOutput(words: readonly string[], run: ProcessRun): Promise<string> {
  run.signal?.throwIfAborted();
  const [program = "", ...args] = words;
  const limit = AbortSignal.timeout(run.timeoutMilliseconds);
  const stop = run.signal === undefined ? limit : AbortSignal.any([run.signal, limit]);
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...run.environment },
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    const fail = (error: unknown): void => {
      stop.removeEventListener("abort", onStop);
      // What it has started itself may hold the pipe open: nobody waits for that.
      child.stdout.destroy();
      child.kill("SIGKILL");
      reject(error);
    };
    const onStop = (): void =>
      fail(run.signal?.aborted ? run.signal.reason : failed(program, `did not end within ${seconds(run)} seconds`));
    stop.addEventListener("abort", onStop);
    child.on("error", (cause: NodeJS.ErrnoException) =>
      fail(failed(program, `cannot be started (${cause.code ?? "it is no program"})`, cause)),
    );
    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > run.mostBytes) fail(tooMuch(program, run.mostBytes));
    });
    child.on("close", (code, killedBy) => {
      stop.removeEventListener("abort", onStop);
      if (code === 0) resolve(Buffer.concat(chunks).toString("utf8"));
      else reject(failed(program, code === null ? `was ended by ${killedBy}` : `failed with exit code ${code}`));
    });
  });
}

function seconds({ timeoutMilliseconds }: ProcessRun): number {
  return timeoutMilliseconds / 1000;
}

function failed(program: string, what: string, cause?: unknown): KeyleaseError {
  return new KeyleaseError("LeaseUnavailable", `the command \`${program}\`, which gives the lease, ${what}`, {
    hint: "Run it by hand; what it wrote to standard error stands above.",
    cause,
  });
}

function tooMuch(program: string, mostBytes: number): KeyleaseError {
  return new KeyleaseError("LeaseMalformed", `the command \`${program}\` printed more than ${mostBytes} bytes`, {
    hint: "It must print a lease document or the JSON of credential_process, and nothing else.",
  });
}
