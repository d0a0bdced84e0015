import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cpuMilliseconds, cpuOfEnded } from "../s3/processes.ts";
import type { Server } from "./servers/server.ts";

/** A program that uploads. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** How a run of it went. Figures are NaN where the system does not tell as Linux does. */
export interface Run {
  readonly seconds: number;
  /** Of the program and all that it started. */
  readonly cpuSeconds: number;
  /** Of the server meanwhile; NaN also where it is more than one process. */
  readonly serverCpuSeconds: number;
  /** The most memory that it had, in MiB. */
  readonly peakMebibytes: number;
}

const POLL_MILLISECONDS = 20;
/** No client takes as long for what is measured here. */
const MOST_MILLISECONDS = 1_200_000;

/**
 * Runs a program to its end, from its start as a process. What a process's peak is the system itself keeps; it is read until
 * the process is gone.
 *
 * @throws Error where it fails.
 */
export async function measure(command: Command, { child: server }: Pick<Server, "child">): Promise<Run> {
  // A state folder of its own: no run goes on with another one's upload.
  const state = await mkdtemp(join(tmpdir(), "keylease-bench-state-"));
  const before = { own: cpuOfEnded(), server: server === undefined ? Number.NaN : cpuMilliseconds(server) };
  const startedAt = performance.now();
  const child = spawn(command.program, command.args, {
    env: { ...withoutSettings(process.env), ...command.env, XDG_STATE_HOME: state },
    stdio: ["ignore", "ignore", "pipe"],
    timeout: MOST_MILLISECONDS,
    killSignal: "SIGKILL",
  });
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => {
    errors += chunk.toString();
  });
  let peak = Number.NaN;
  const timer = setInterval(() => {
    peak = peakOf(child.pid) ?? peak;
  }, POLL_MILLISECONDS);
  const [exitCode] = (await once(child, "exit")) as [number | null];
  const seconds = (performance.now() - startedAt) / 1000;
  clearInterval(timer);
  const cpuSeconds = (cpuOfEnded() - before.own) / 1000;
  const serverCpuSeconds = server === undefined ? Number.NaN : (cpuMilliseconds(server) - before.server) / 1000;
  await rm(state, { recursive: true });
  if (exitCode !== 0) throw new Error(`${command.program} ended with ${exitCode}: ${errors.slice(-2_000)}`);
  return { seconds, cpuSeconds, serverCpuSeconds, peakMebibytes: peak };
}

/**
 * What this machine is set up with must not lead a client elsewhere, nor slow it down: where NODE_EXTRA_CA_CERTS names the
 * system's authorities, Node reads them all at each start, which takes it longer than the rest of its start.
 */
function withoutSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(?:AWS|RCLONE|NODE)_/.test(name)));
}

function peakOf(pid: number | undefined): number | undefined {
  try {
    const kibibytes = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kibibytes === undefined ? undefined : Number(kibibytes) / 1024;
  } catch {
    return undefined;
  }
}
