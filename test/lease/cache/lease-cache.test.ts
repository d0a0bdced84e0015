import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { cachedLease, type Environment, type Lease, planLease } from "../../../src/lease/index.ts";
import { sampleLease } from "../sample-lease.ts";

const START = Date.parse("2026-11-26T00:00:00Z");
const roleArn = "arn:aws:iam::111111111111:role/uploader";
let folder: string;
let now: number;
let minted: number;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), "keylease-cache-")), "leases");
  [now, minted] = [START, 0];
});
afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

async function mint(): Promise<Lease> {
  minted++;
  const id = String(minted).padStart(20, "0");
  await pause(5);
  const expiration = new Date(now + 900_000);
  return { ...sampleLease, id, credentials: { ...sampleLease.credentials, expiration } };
}
const planFor = (key: string) =>
  planLease({ bucket: "my-bucket", key, actions: ["upload"] }, { roleArn, region: "eu-west-1", environment: {} });
const ask = async (key = "a", environment: Environment = {}): Promise<number> => {
  const clock = { now: () => new Date(now) };
  return Number((await cachedLease({ plan: planFor(key), environment, mint }, { folder, clock })).id);
};
const files = () => readdirSync(folder).map((name) => join(folder, name));

describe("a lease that is kept", () => {
  it("is given again, until less than five minutes of it are left", async () => {
    expect([await ask(), await ask()]).toEqual([1, 1]);
    now += 600_000;
    expect(await ask()).toBe(1);
    now += 1_000;
    expect(await ask()).toBe(2);
  });

  it("is given for the same scope, caller and role alone", async () => {
    await ask("a", { AWS_PROFILE: "one" });
    expect(await ask("b", { AWS_PROFILE: "one" })).toBe(2);
    expect(await ask("a", { AWS_PROFILE: "two" })).toBe(3);
    expect(await ask("a", { AWS_ACCESS_KEY_ID: "AKIA", AWS_PROFILE: "one" })).toBe(4);
    expect(await ask("a", { AWS_PROFILE: "one" })).toBe(1);
  });

  it("lies in a file that only its owner may read, in a folder of the same kind", async () => {
    await ask();
    const [file = ""] = files();
    expect(files()).toHaveLength(1);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(file).not.toContain("my-bucket");
  });

  it("is not believed where others could have read it, or it is none", async () => {
    await ask();
    const [file = ""] = files();
    chmodSync(file, 0o644);
    expect(await ask()).toBe(2);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, readFileSync(file, "utf8").slice(0, 40));
    expect(await ask()).toBe(3);
  });

  it("is made once for all who ask together", async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => ask()));
    expect(new Set(ids)).toEqual(new Set([1]));
    expect(minted).toBe(1);
    expect(files()).toHaveLength(1);
  });

  it("is made anew each time where nothing can be kept", async () => {
    writeFileSync(folder, "a file is in the way");
    expect([await ask(), await ask()]).toEqual([1, 2]);
  });
});

describe("the lock of a process that has ended", () => {
  const lockOf = async (text: string, ageSeconds: number): Promise<string> => {
    await ask();
    const lock = `${files()[0]}.lock`;
    writeFileSync(lock, text);
    const time = new Date(Date.now() - ageSeconds * 1000);
    utimesSync(lock, time, time);
    now += 700_000;
    return lock;
  };

  it.each([
    ["which is gone", "999999999", 0],
    ["which left it empty long ago", "", 61],
    ["whose number another process has got since", String(process.pid), 61],
  ])("%s, is taken over", async (_, text, age) => {
    const lock = await lockOf(text, age);
    expect(await ask()).toBe(2);
    expect(existsSync(lock)).toBe(false);
  });

  it("is honoured while the process runs", async () => {
    const lock = await lockOf(String(process.pid), 0);
    const asked = ask();
    await pause(60);
    expect(minted).toBe(1);
    rmSync(lock);
    expect(await asked).toBe(2);
  });
});
