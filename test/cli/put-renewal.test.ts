import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { formatLease, type Lease } from "../../src/lease/index.ts";
import { type CliResult, cliEntry, runCli } from "../support/cli.ts";
import { startTestEmulator } from "../support/emulator.ts";
import { type FakeServer, startRawServer } from "../support/fake-server.ts";
import { type FaultProxy, type ProxiedRequest, startFaultProxy } from "../support/fault-proxy.ts";
import { temporaryDirectories } from "../support/temporary-directory.ts";
import { digest, type LeasedBucket, leasedBucket, noise } from "../upload/leased-bucket.ts";

const CONTENT = noise(17 * 1024 ** 2);
const TOKEN = "Bearer one-of-many";
const newDirectory = temporaryDirectories();
let emulator: Emulator;
let bucket: LeasedBucket;
let proxy: FaultProxy;
let broker: FakeServer;
let folder: string;
let file: string;
let clock: string;
let seconds = 0;
/** Done once the time has passed in which the first lease comes near its end. */
let onNearEnd: () => Promise<void>;
/** What the broker answers with. */
let answer: () => Promise<unknown>;
const asked: (string | undefined)[] = [];

/** Moves the clock of the emulator and of the programs that the tests start. */
function advance(by: number): void {
  seconds += by;
  emulator.advanceClock(by);
  writeFileSync(clock, String(seconds));
}

let isNear = false;
/**
 * The last part comes when 200 of 900 seconds are left and the others are confirmed, and the completion when the first lease
 * is over: S3 takes it by another one alone.
 */
async function passTime({ method, target }: ProxiedRequest): Promise<undefined> {
  if (target.includes("partNumber=3&") && !isNear) {
    isNear = true;
    const upload = target.slice(target.indexOf("&"));
    const others = () => proxy.requests.filter((other) => other.target.endsWith(upload) && other.status === 200);
    for (let tries = 0; tries < 500 && others().length < 2; tries++) await pause(10);
    // The journal is written by the program, after the answer.
    await pause(50);
    advance(700);
    await onNearEnd();
  }
  if (method === "POST" && target.includes("?uploadId=") && isNear) advance(250);
}

beforeAll(async () => {
  clock = join(newDirectory(), "clock");
  writeFileSync(clock, "0");
  emulator = await startTestEmulator();
  bucket = await leasedBucket(emulator);
  proxy = await startFaultProxy(() => emulator.endpoint, passTime);
  broker = await startRawServer((message, response) => {
    asked.push(message.headers.authorization);
    answer().then(
      (value) => response.end(JSON.stringify(value)),
      () => response.writeHead(500).end(),
    );
  });
});
afterAll(async () => {
  await Promise.all([broker.close(), proxy.close()]);
  await emulator.close();
});
beforeEach(() => {
  folder = newDirectory();
  file = join(folder, "film.mp4");
  writeFileSync(file, CONTENT);
  isNear = false;
  asked.length = 0;
  onNearEnd = async () => {};
});

const environment = (): Record<string, string> => ({
  AWS_ACCESS_KEY_ID: bucket.user.accessKeyId,
  AWS_SECRET_ACCESS_KEY: bucket.user.secretAccessKey,
  AWS_REGION: emulator.region,
  AWS_ENDPOINT_URL_STS: emulator.endpoint,
  AWS_ENDPOINT_URL_S3: proxy.endpoint,
  XDG_STATE_HOME: folder,
  XDG_CACHE_HOME: folder,
  NODE_OPTIONS: `--import=${join(process.cwd(), "test", "cli", "shifted-clock.mjs")}`,
  KEYLEASE_TEST_CLOCK: clock,
  KEYLEASE_LEASE_TOKEN: TOKEN,
});
const target = (key: string): string => `s3://${bucket.bucket}/${key}`;
const run = (args: readonly string[], env: Record<string, string> = {}): Promise<CliResult> =>
  runCli(args, { env: { ...environment(), ...env } });
const lease = (key: string): Promise<Lease> => bucket.lease(key, proxy.endpoint);
const asContainer = ({ credentials }: Lease): object => ({
  AccessKeyId: credentials.accessKeyId,
  SecretAccessKey: credentials.secretAccessKey,
  Token: credentials.sessionToken,
  Expiration: credentials.expiration.toISOString(),
});
/** A command that takes a lease by the role, as a text without a shell's means. */
const process_ = async (key: string, format: string): Promise<string> =>
  [process.execPath, await cliEntry(), "lease", target(key), "--role-arn", bucket.roleArn, "--format", format]
    .map((word) => `"${word}"`)
    .join(" ");

type Way = (key: string) => Promise<readonly string[]>;
const WAYS: readonly (readonly [name: string, key: string, way: Way])[] = [
  ["the role", "role", async (key) => ["put", file, target(key), "--role-arn", bucket.roleArn]],
  [
    "a command that prints leases",
    "command",
    async (key) => ["put", file, "--credential-process", await process_(key, "json")],
  ],
  [
    "a credential_process",
    "process",
    async (key) => ["put", file, target(key), "--credential-process", await process_(key, "process")],
  ],
  [
    "an address that gives leases",
    "broker",
    async (key) => {
      answer = () => lease(key);
      return ["put", file, "--lease-url", broker.endpoint];
    },
  ],
  [
    "an address that gives credentials",
    "container",
    async (key) => {
      answer = async () => asContainer(await lease(key));
      return ["put", file, target(key), "--lease-url", broker.endpoint];
    },
  ],
  [
    "a file that is replaced",
    "file",
    async (key) => {
      const path = join(folder, "lease.json");
      writeFileSync(path, formatLease(await lease(key)));
      onNearEnd = async () => writeFileSync(path, formatLease(await lease(key)));
      return ["put", file, "--lease", path];
    },
  ],
  [
    "its own credentials, below keylease exec",
    "own",
    async (key) => [
      ...["exec", target(key), "--role-arn", bucket.roleArn, "--"],
      ...[process.execPath, await cliEntry(), "put", file, target(key), "--own-credentials"],
    ],
  ],
];

describe("keylease put of a file that takes longer than its lease of 900 seconds", () => {
  it.each(WAYS)("takes another one by %s", async (_, key, way) => {
    const { exitCode, stdout, stderr } = await run(await way(key));
    expect(stderr).toMatch(/^took (?:lease [a-z0-9]{20}|other credentials), which lives? until \S+Z$/m);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`uploaded ${file} to ${target(key)} (${CONTENT.length} bytes, verified)`);
    expect(await bucket.digestOf(key)).toBe(digest(CONTENT));
    expect(asked).toEqual(asked.map(() => TOKEN));
  });

  it("keeps what is confirmed where there is no other, and goes on with the next", async () => {
    answer = () => lease("broken");
    onNearEnd = async () => {
      answer = () => lease("elsewhere");
      advance(250);
    };
    const args = ["put", file, "--lease-url", broker.endpoint, "--json"];
    const failed = await run(args);
    const events = failed.stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      // It comes where the machine is slow, and so below.
      .filter(({ event }) => event !== "progress");
    expect(events.map(({ event, error }) => event ?? error.code)).toEqual(["kept", "LeaseScopeExceeded"]);
    expect({ exitCode: failed.exitCode, stdout: failed.stdout }).toEqual({ exitCode: 4, stdout: "" });
    expect(events[0].confirmedBytes).toBe(16 * 1024 ** 2);
    answer = () => lease("broken");
    const resumed = await run(args);
    expect(resumed.stderr).toContain('"event":"resumed"');
    expect(resumed.exitCode).toBe(0);
    expect(await bucket.digestOf("broken")).toBe(digest(CONTENT));
  });

  it("says that a renewal failed, and goes on as long as the lease lives", async () => {
    answer = () => lease("outlasts");
    let failures = 0;
    onNearEnd = async () => {
      answer = () => {
        failures += 1;
        return failures === 1 ? Promise.reject(new Error("no")) : lease("outlasts");
      };
    };
    const { exitCode, stderr } = await run(["put", file, "--lease-url", broker.endpoint]);
    expect(stderr).toMatch(
      /^the lease could not be renewed: `127\.0\.0\.1:\d+` gave no lease: it answered with status 500; it lives until \S+, and is tried again in a minute\n(?:.*\n)?took lease/m,
    );
    expect(exitCode).toBe(0);
  });
});
