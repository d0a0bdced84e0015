import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { type CliResult, endOf, startCli } from "../../support/cli.ts";
import { startTestEmulator } from "../../support/emulator.ts";
import { type Fault, type FaultProxy, type ProxiedRequest, startFaultProxy } from "../../support/fault-proxy.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";
import { digest, type LeasedBucket, leasedBucket, noise } from "../../upload/leased-bucket.ts";

const KILLS = 50;
const FILE_BYTES = 60 * 1024 ** 2 + 77;
const newDirectory = temporaryDirectories();

let emulator: Emulator;
let bucket: LeasedBucket;
let proxy: FaultProxy;
beforeAll(async () => {
  emulator = await startTestEmulator();
  bucket = await leasedBucket(emulator);
  proxy = await startFaultProxy(() => emulator.endpoint, mishap);
});
afterAll(async () => {
  await proxy.close();
  await emulator.close();
});

/** A slow link on which one request in twelve goes wrong, each time in another way. */
function mishap({ target }: ProxiedRequest): Fault | undefined {
  if (!target.includes("partNumber=")) return undefined;
  const dice = Math.random();
  if (dice < 0.02) return { kind: "cut", afterBytes: 2 ** 20 };
  if (dice < 0.04) return { kind: "corrupt", atByte: 12_345 };
  if (dice < 0.06) return { kind: "refuse", status: 503, code: "SlowDown" };
  if (dice < 0.08) return { kind: "truncate" };
  return { kind: "delay", milliseconds: 100 + 400 * Math.random() };
}

describe("an upload that is killed", () => {
  it(`goes on ${KILLS} times, sends nothing again that S3 had, and is the file in the end`, async () => {
    const directory = newDirectory();
    let kills = 0;
    for (let round = 0; kills < KILLS; round++) {
      const file = join(directory, `file-${round}`);
      const content = noise(FILE_BYTES, round + 1);
      writeFileSync(file, content);
      const before = proxy.requests.length;
      for (;;) {
        const ended = await putUntilKilled(file, `object-${round}`, directory);
        if (ended !== undefined) {
          expect(ended.exitCode, ended.stderr).toBe(0);
          break;
        }
        kills += 1;
      }
      expect(await bucket.digestOf(`object-${round}`)).toBe(digest(content));
      expectNothingTwice(proxy.requests.slice(before));
    }
    // Only an upload that is gone on with asks for the list of its parts: the kills did come in the middle.
    expect(proxy.requests.filter(({ method }) => method === "GET").length).toBeGreaterThan(KILLS / 4);
    expect(await bucket.openUploads()).toBeLessThanOrEqual(1);
  });
});

/** Runs `keylease put`; gives how it ended where it was not killed before. */
async function putUntilKilled(file: string, key: string, state: string): Promise<CliResult | undefined> {
  const child = await startCli(["put", file, `s3://${bucket.bucket}/${key}`, "--role-arn", bucket.roleArn], {
    env: {
      AWS_ACCESS_KEY_ID: bucket.user.accessKeyId,
      AWS_SECRET_ACCESS_KEY: bucket.user.secretAccessKey,
      AWS_REGION: emulator.region,
      AWS_ENDPOINT_URL_STS: emulator.endpoint,
      AWS_ENDPOINT_URL_S3: proxy.endpoint,
      XDG_STATE_HOME: state,
    },
  });
  const ended = endOf(child);
  const stop = new AbortController();
  const killed = momentToKill(stop.signal).then(
    () => child.kill("SIGKILL"),
    () => false,
  );
  const result = await ended;
  stop.abort();
  return (await killed) && result.exitCode === null ? undefined : result;
}

/**
 * Half of the kills come at any time from the start on, the others once S3 has been asked for something: on a busy machine
 * most of the former would come before the upload does anything. An undisturbed upload takes about two seconds.
 */
async function momentToKill(signal: AbortSignal): Promise<void> {
  const before = proxy.requests.length;
  const fromStart = Math.random() < 0.5;
  if (fromStart) await pause(300, undefined, { signal });
  else while (proxy.requests.length === before) await pause(10, undefined, { signal });
  await pause(1_500 * Math.random(), undefined, { signal });
}

/** A part that S3 had confirmed to somebody, or has in its list, is not sent to it another time. */
function expectNothingTwice(requests: readonly ProxiedRequest[]): void {
  const sent = requests.filter(({ target, status }) => target.includes("partNumber=") && status === 200);
  const numbers = sent.map(({ target }) => target);
  const again = numbers.filter((target, i) => numbers.indexOf(target) !== i);
  // Where the answer was lost on its way, or whoever had asked was dead by then, nobody was told: those may come twice.
  const untold = requests.filter(({ fault, clientGone }) => fault?.kind === "truncate" || clientGone === true);
  expect(again.length).toBeLessThanOrEqual(untold.length);
}
