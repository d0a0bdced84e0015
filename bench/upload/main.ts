// Uploads a file with this and with other programs to a server that drops it.
//
//   npm run bench:upload [-- --rounds 5] [--gib 1] [--only keylease]
import { createWriteStream, truncateSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { end, startWithLine } from "../s3/processes.ts";
import { clients } from "./clients.ts";
import { measure, type Run } from "./measured-run.ts";

const MIB = 1024 ** 2;
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    gib: { type: "string", default: "1" },
    only: { type: "string" },
    sparse: { type: "boolean", default: false },
  },
});
const sizeMebibytes = Number(values.gib) * 1024;

const folder = await mkdtemp(join(tmpdir(), "keylease-bench-upload-"));
const sinks = new Map<boolean, Awaited<ReturnType<typeof startWithLine>>>();
try {
  const file = join(folder, "object");
  await writeFile(file);
  const { only } = values;
  const chosen = clients(folder).filter(({ name }) => only === undefined || name.includes(only));
  const runs = new Map<string, Run[]>(chosen.map(({ name }) => [name, []]));
  // The first round warms up.
  for (let round = 0; round <= Number(values.rounds); round++) {
    for (const { name, needsMd5, command } of chosen) {
      const run = await measure(command(file, await sinkOf(needsMd5)));
      if (round > 0) runs.get(name)?.push(run);
    }
  }
  print(runs);
} finally {
  for (const { child } of sinks.values()) await end(child);
  await rm(folder, { recursive: true });
}

async function sinkOf(md5: boolean): Promise<string> {
  const known = sinks.get(md5);
  const command = [process.execPath, "tools/run-ts.mjs", "bench/upload/sink.ts", ...(md5 ? ["md5"] : [])];
  const sink = known ?? (await startWithLine(command));
  sinks.set(md5, sink);
  return `http://127.0.0.1:${sink.line.trim()}`;
}

/** A file of bytes that differ, or one without any on the disk: reading it takes no disk either way. */
async function writeFile(path: string): Promise<void> {
  if (values.sparse) {
    writeFileSync(path, "");
    truncateSync(path, sizeMebibytes * MIB);
    return;
  }
  const chunk = Buffer.allocUnsafe(MIB);
  for (let i = 0; i < MIB; i += 4) chunk.writeUInt32LE(Math.imul(i, 2_654_435_761) >>> 0, i);
  const stream = createWriteStream(path);
  for (let i = 0; i < sizeMebibytes; i++) {
    chunk.writeUInt32LE(i);
    if (!stream.write(Buffer.from(chunk))) await new Promise<void>((resolve) => stream.once("drain", () => resolve()));
  }
  await new Promise<void>((resolve) => stream.end(() => resolve()));
}

function print(runs: ReadonlyMap<string, readonly Run[]>): void {
  const load = loadavg()
    .map((value) => value.toFixed(1))
    .join(", ");
  console.log(
    `\n${sizeMebibytes / 1024} GiB, medians of ${values.rounds} rounds, Node ${process.versions.node}, load ${load}\n`,
  );
  console.log("| client | time | rate | peak memory |\n| --- | ---: | ---: | ---: |");
  for (const [name, of] of runs) {
    const seconds = median(of.map((run) => run.seconds));
    const peak = Math.max(...of.map((run) => run.peakMebibytes));
    console.log(
      `| ${name} | ${seconds.toFixed(2)} s | ${(sizeMebibytes / seconds).toFixed(0)} MiB/s | ${peak.toFixed(0)} MiB |`,
    );
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
