import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** Starts a program and gives the first line that it writes. */
export async function startWithLine(
  command: readonly string[],
): Promise<{ readonly line: string; readonly child: ChildProcess }> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout as NodeJS.ReadableStream, "data")) as [Buffer];
  // Nobody reads on, and a full pipe would stop it.
  child.stdout?.resume();
  return { line: line.toString(), child };
}

/** Ends a program and waits until it is gone. */
export async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGTERM");
  await once(child, "exit");
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** Waits until something answers HTTP there. */
export async function untilAnswering(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const answered = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await pause(100);
  }
  throw new Error(`nothing answers on port ${port}`);
}

/** What Linux counts a process's time in. */
const TICK_MILLISECONDS = 10;

/**
 * The CPU time that a process has taken so far, in milliseconds. On a machine that others use too it says more than the
 * clock does.
 *
 * @returns NaN where the system does not tell as Linux does.
 */
export function cpuMilliseconds({ pid }: Pick<ChildProcess, "pid">): number {
  return ticksOf(pid, 11) * TICK_MILLISECONDS;
}

/** The CPU time of all processes that this one has started and that have ended, in milliseconds; NaN as above. */
export function cpuOfEnded(): number {
  return ticksOf(process.pid, 13) * TICK_MILLISECONDS;
}

/** Two numbers of a process's record, user and system time, added up. */
function ticksOf(pid: number | undefined, at: number): number {
  if (process.platform !== "linux") return Number.NaN;
  const [, facts = ""] = readFileSync(`/proc/${pid}/stat`, "utf8").split(/\) (.*)/s);
  const [user, system] = facts.split(" ").slice(at, at + 2);
  return Number(user) + Number(system);
}
