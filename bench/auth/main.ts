// Measures what verifying and authorising a request costs, and prints the tables of bench/README.md: `npm run bench:auth`.
import { cpus } from "node:os";
import type { IncomingRequest } from "../../src/emulator/pipeline/request.ts";
import { assumeRole, FrontDoor, putObject, queryCall } from "./front-door.ts";
import { type RunningServer, startKeylease, startMoto } from "./servers.ts";
import { type Credentials, type Plain, signed } from "./signed-requests.ts";
import { callRate, prepareCalls, type ServerCalls } from "./throughput.ts";

const ROUNDS = 5;
/** So few that they stay in the processor's cache, as a request that has just been received does. */
const REQUESTS = 256;
const PASSES = 32;
const MILLISECONDS = 1500;

await main();

async function main(): Promise<void> {
  await frontDoor();
  await sideBySide();
}

async function frontDoor(): Promise<void> {
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

/** The same calls to each server in turn, round by round, so that a slow moment of the machine falls on all. */
async function sideBySide(): Promise<void> {
  const servers = [await startKeylease(), await startMoto()];
  try {
    const calls = await Promise.all([
      prepareCalls(servers[0] as RunningServer, "000000000000"),
      prepareCalls(servers[1] as RunningServer, "123456789012"),
    ]);
    say(`\n| call | ${servers.map(({ name }) => name).join(" | ")} | ratio |\n| --- | ---: | ---: | ---: |`);
    for (const name of Object.keys(calls[0]) as (keyof ServerCalls)[]) {
      const rates: number[][] = servers.map(() => []);
      for (let round = 0; round <= ROUNDS; round++) {
        for (const [i, of] of calls.entries()) {
          const rate = await callRate(of[name], MILLISECONDS);
          if (round > 0) rates[i]?.push(rate);
        }
      }
      const [own = 0, peer = 0] = rates.map(median);
      say(`| ${name} | ${own.toFixed(0)}/s | ${peer.toFixed(0)}/s | ${(own / peer).toFixed(1)}× |`);
    }
  } finally {
    for (const server of servers) await server.close();
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
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
  say(`| ${name} | ${median(times).toFixed(1)} µs |`);
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
