import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { end, startWithLine } from "../s3/processes.ts";

/** What a program took, in milliseconds: by the clock, and of the processor. */
export interface Run {
  readonly clock: number;
  readonly cpu: number;
}

export type Environment = Readonly<Record<string, string>>;

/** Loaded before the program: tells at its end what it took. Any smaller unit than the system's hundredths needs this. */
const HOOK = `data:text/javascript,${encodeURIComponent(
  `process.on("exit", () => { const { user, system } = process.cpuUsage(); process.stderr.write("cpu " + (user + system) + "\\n"); });`,
)}`;

/** Runs Node with these arguments to its end. */
export async function runToEnd(args: readonly string[], env: Environment): Promise<Run> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", HOOK, ...args], { stdio: ["ignore", "ignore", "pipe"], env });
  const told = text(child.stderr);
  const [exitCode] = (await once(child, "exit")) as [number | null];
  const clock = performance.now() - started;
  const microseconds = /^cpu (\d+)$/m.exec(await told)?.[1];
  if (exitCode !== 0 || microseconds === undefined) throw new Error(`${args.join(" ")}: ${await told}`);
  return { clock, cpu: Number(microseconds) / 1000 };
}

/** Starts an emulator, and ends it when it has said that it is ready. */
export async function runEmulator(entry: string, env: Environment): Promise<Run> {
  const started = performance.now();
  const { child } = await startEmulator(entry, env);
  const run = { clock: performance.now() - started, cpu: cpuSoFar(child) };
  await end(child);
  return run;
}

/** Starts an emulator of that build; `line` is what it prints. */
export function startEmulator(
  entry: string,
  env: Environment,
): Promise<{ readonly line: string; readonly child: ChildProcess }> {
  const options = ["--port", "0", "--json", "--quiet", "--instances", "none"];
  return startWithLine(["env", ...assignments(env), process.execPath, entry, "emulator", ...options]);
}

const assignments = (env: Environment): string[] => Object.entries(env).map(([name, value]) => `${name}=${value}`);

/** Of all threads of the process, as Linux counts them; NaN elsewhere. */
function cpuSoFar({ pid }: ChildProcess): number {
  if (process.platform !== "linux") return Number.NaN;
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((task) =>
    Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ")[0]),
  );
  return nanoseconds.reduce((sum, part) => sum + part, 0) / 1e6;
}
