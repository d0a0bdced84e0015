// Measures small and large objects beside other servers, and prints the tables of bench/README.md: `npm run bench:s3`.
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { getLarge, putLarge } from "./large-objects.ts";
import { end, startWithLine } from "./processes.ts";
import { CONNECTIONS, makeBucket, prepare, rate, SMALL_BYTES } from "./small-objects.ts";
import { startKeylease, startRgw, startS3rver, type Target } from "./targets.ts";

const ROUNDS = 5;
const KEYS = 3000;
/** Rounds of a server for each thing that is measured of it. */
type Rates = Map<string, number[]>;

await main();

async function main(): Promise<void> {
  say(`Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model}; medians of ${ROUNDS} rounds\n`);
  const targets: Target[] = [await startKeylease()];
  try {
    targets.push(await startS3rver());
    const rgw = await startRgw();
    if (rgw === undefined) say("Ceph RGW is left out: KEYLEASE_BENCH_RGW names no program that starts one.\n");
    else targets.push(rgw);
    for (const target of targets) await makeBucket(target);
    await small(targets);
    await large(targets);
  } finally {
    for (const target of targets) await target.close();
  }
}

async function small(targets: readonly Target[]): Promise<void> {
  const puts: Rates = new Map();
  const gets: Rates = new Map();
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    const keys = Array.from({ length: KEYS }, (_, i) => `k${round}/${i}`);
    for (const target of targets) {
      const put = await rate(target.port, await prepare(target, "PUT", keys), 0);
      const get = await rate(target.port, await prepare(target, "GET", keys), SMALL_BYTES);
      if (round === 0) continue;
      note(puts, target.name, put);
      note(gets, target.name, get);
    }
  }
  say(`| ${SMALL_BYTES / 1024} KiB, ${CONNECTIONS} connections | PUT | ratio | GET | ratio |`);
  say("| --- | ---: | ---: | ---: | ---: |");
  for (const { name } of targets) say(`| ${name} | ${cells("/s", name, puts)} | ${cells("/s", name, gets)} |`);
}

async function large(targets: readonly Target[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "keylease-bench-bare-"));
  const { line, child } = await startWithLine([
    process.execPath,
    "tools/run-ts.mjs",
    "bench/s3/bare-server.ts",
    folder,
  ]);
  const bare = { name: "bare node:http", port: Number(line), caller: { accessKeyId: "A", secretAccessKey: "s" } };
  // s3rver is left out: how it does with large objects has not been measured.
  const all = [...targets.filter(({ name }) => !name.startsWith("s3rver")), bare];
  const puts: Rates = new Map();
  const gets: Rates = new Map();
  try {
    for (let round = 0; round <= ROUNDS; round++) {
      for (const target of all) {
        const put = await putLarge(target);
        const get = await getLarge(target);
        if (round === 0) continue;
        note(puts, target.name, put);
        note(gets, target.name, get);
      }
    }
  } finally {
    await end(child);
    rmSync(folder, { recursive: true, force: true });
  }
  say("\n| 1 GiB, one PUT | PUT | ratio | GET | ratio |\n| --- | ---: | ---: | ---: | ---: |");
  for (const { name } of all) say(`| ${name} | ${cells(" MiB/s", name, puts)} | ${cells(" MiB/s", name, gets)} |`);
}

function note(rates: Rates, name: string, rate: number): void {
  const known = rates.get(name) ?? [];
  known.push(rate);
  rates.set(name, known);
}

/** The median of a server, and how many times it the emulator's is. */
function cells(unit: string, name: string, rates: Rates): string {
  const [own = 0] = [...rates.values()].map(median);
  const its = median(rates.get(name) ?? []);
  return `${its.toFixed(0)}${unit} | ${(own / its).toFixed(2)}×`;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
