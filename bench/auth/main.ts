// Measures what verifying and authorising a request costs, and prints the tables of bench/README.md: `npm run bench:auth`.
import { cpus } from "node:os";
import type { IncomingRequest } from "../../src/emulator/pipeline/request.ts";
import { assumeRole, FrontDoor, putObject, queryCall } from "./front-door.ts";
import { type Credentials, type Plain, signed } from "./signed-requests.ts";

const ROUNDS = 5;
const REQUESTS = 2048;
const PASSES = 4;

await main();

async function main(): Promise<void> {
  say(`Node ${process.version}, ${cpus()[0]?.model}; medians of ${ROUNDS} rounds of ${REQUESTS * PASSES} requests\n`);
  const door = await FrontDoor.open();
  const { user, lease } = await door.callers();
  const put = (_: unknown, i: number): Plain => putObject(i);
  const identity = queryCall("sts", { Action: "GetCallerIdentity", Version: "2011-06-15" });
  say("| request | CPU a request |\n| --- | ---: |");
  await measure(door, "PutObject with a lease, signed in its headers", await all(put, lease, "header"));
  await measure(door, "PutObject with a lease, presigned", await all(put, lease, "query"));
  await measure(door, "GetCallerIdentity with a lease", await all(() => identity, lease, "header"));
  await measure(door, "AssumeRole by a user", await all(() => queryCall("sts", assumeRole()), user, "header"));
}

function all(
  make: (_: unknown, i: number) => Plain,
  credentials: Credentials,
  place: "header" | "query",
): Promise<readonly IncomingRequest[]> {
  return Promise.all(Array.from({ length: REQUESTS }, make).map((plain) => signed(plain, credentials, place)));
}

async function measure(door: FrontDoor, name: string, requests: readonly IncomingRequest[]): Promise<void> {
  const times: number[] = [];
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    const before = process.cpuUsage();
    for (let pass = 0; pass < PASSES; pass++) for (const request of requests) await door.admit(request);
    const { user, system } = process.cpuUsage(before);
    if (round > 0) times.push((user + system) / (requests.length * PASSES));
  }
  times.sort((a, b) => a - b);
  say(`| ${name} | ${(times[Math.floor(ROUNDS / 2)] ?? 0).toFixed(1)} µs |`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
