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
  const [program = "", ...args] = words;
  const { signal, timeoutMilliseconds } = run;
  // Loaded only here: most leases come another way.
  const { spawn } = await import("node:child_process");
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "inherit"],
      env: { ...run.environment },
      windowsHide: true,
    });
    const chunks: Buffer[] = [];
    let bytes = 0;
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    const giveUp = (error: unknown): void => {
      settle();
      // What it has started itself may hold the pipe open: nobody waits for that.
      child.stdout.destroy();
      child.kill("SIGKILL");
      reject(error);
    };
    const onAbort = (): void => giveUp(signal?.reason);
    const timer = setTimeout(
      () => giveUp(failed(program, `did not end within ${timeoutMilliseconds / 1000} seconds`)),
      timeoutMilliseconds,
    );
    signal?.addEventListener("abort", onAbort);
    child.on("error", (cause: NodeJS.ErrnoException) =>
      giveUp(failed(program, `cannot be started (${cause.code ?? "it is no program"})`, cause)),
    );
    child.stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > run.mostBytes) giveUp(tooMuch(program, run.mostBytes));
    });
    child.on("close", (code, killedBy) => {
      settle();
      if (code === 0) resolve(Buffer.concat(chunks).toString("utf8"));
      else reject(failed(program, code === null ? `was ended by ${killedBy}` : `failed with exit code ${code}`));
    });
  });
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
