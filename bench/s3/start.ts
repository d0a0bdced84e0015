import { once } from "node:events";
import { startEmulatorProcess } from "./emulator-process.ts";
import { filledDirectory } from "./filled-directory.ts";
import { median, type Part, type RunOptions, say } from "./part.ts";
import { cpuMilliseconds, end, startWithLine } from "./processes.ts";

const COUNTS: readonly number[] = [0, 1_000_000];

/** How long a start takes, and whether it depends on how much is stored. */
export const start: Part = {
  name: "start",
  about: `from start to ready with ${COUNTS.map((count) => count.toLocaleString("en")).join(" and ")} objects`,
  async run(options) {
    const rows: string[] = [];
    for (const count of COUNTS) rows.push(await rowFor(count, options));
    say("\n| objects | `startEmulator` in process | CPU | `keylease emulator --data` until health answers | CPU |");
    say("| ---: | ---: | ---: | ---: | ---: |");
    for (const row of rows) say(row);
  },
};

async function rowFor(count: number, { rounds }: RunOptions): Promise<string> {
  const directory = await filledDirectory(count);
  try {
    const inProcess: Times[] = [];
    const fromCommandLine: Times[] = [];
    // The first round warms up: the files come into the system's cache.
    for (let round = 0; round <= rounds; round++) {
      const times = [await startInProcess(directory.path), await startFromCommandLine(directory.path)] as const;
      if (round === 0) continue;
      inProcess.push(times[0]);
      fromCommandLine.push(times[1]);
    }
    return `| ${count.toLocaleString("en")} | ${cells(inProcess)} | ${cells(fromCommandLine)} |`;
  } finally {
    directory.remove();
  }
}

/** In milliseconds. */
interface Times {
  readonly clock: number;
  readonly cpu: number;
}

const cells = (times: readonly Times[]): string =>
  [median(times.map(({ clock }) => clock)), median(times.map(({ cpu }) => cpu))]
    .map((milliseconds) => `${milliseconds.toFixed(0)} ms`)
    .join(" | ");

/** In a process that has just begun: code that has run before would be faster. */
async function startInProcess(path: string): Promise<Times> {
  const program = [process.execPath, "tools/run-ts.mjs", "bench/s3/timed-start.ts", path];
  const { line, child } = await startWithLine(program);
  if (child.exitCode === null) await once(child, "exit");
  return JSON.parse(line) as Times;
}

/** From before the process is there until its health check answers. */
async function startFromCommandLine(path: string): Promise<Times> {
  const started = performance.now();
  const { endpoint, controlToken, child } = await startEmulatorProcess(path);
  const answer = await fetch(`${endpoint}/_keylease/health`, { headers: { authorization: `Bearer ${controlToken}` } });
  const times = { clock: performance.now() - started, cpu: cpuMilliseconds(child) };
  if (answer.status !== 200) throw new Error(`health: ${answer.status} ${await answer.text()}`);
  await answer.text();
  await end(child);
  return times;
}
