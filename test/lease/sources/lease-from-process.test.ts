import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { formatLease, type LeaseProcessOptions, leaseFromProcess } from "../../../src/lease/index.ts";
import { refusedBy } from "../../support/refused-by.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";
import { sampleLease } from "../sample-lease.ts";

const newDirectory = temporaryDirectories();
const use = { bucket: "my-bucket", key: "reports/\u3042*.csv" };
const environment = { AWS_REGION: "eu-west-1", PATH: process.env.PATH };
const SECRET = "SECRET/KEY+EXAMPLE";
const printed = {
  Version: 1,
  AccessKeyId: "ASIAIOSFODNN7EXAMPLE",
  SecretAccessKey: SECRET,
  SessionToken: "TOKEN/EXAMPLE==",
  Expiration: "2099-01-01T00:00:00+00:00",
  Unknown: "is ignored",
};

/** A program that prints a text. */
function printer(text: string, after = ""): readonly string[] {
  const path = join(newDirectory(), "printer.mjs");
  writeFileSync(path, `process.stdout.write(${JSON.stringify(text)}, () => { ${after} });`);
  return [process.execPath, path];
}
const take = (command: string | readonly string[], options: LeaseProcessOptions = {}) =>
  leaseFromProcess(command, { environment, ...options })();

describe("a lease from a command", () => {
  it("is the document that it prints", async () => {
    const words = printer(formatLease(sampleLease));
    expect(await take(words)).toEqual(sampleLease);
    expect(await take(words.map((word) => `"${word}"`).join(" "))).toEqual(sampleLease);
  });

  it("is of several documents the one for what is meant", async () => {
    const other = { ...sampleLease, scope: { bucket: "my-bucket", prefix: "b/", actions: ["upload"] as const } };
    const words = printer(`[${formatLease(sampleLease)},${formatLease(other)}]`);
    expect(await take(words, { use: { bucket: "my-bucket", key: "b/x" } })).toEqual(other);
    expect(await take(words, { use: { bucket: "my-bucket", prefix: "b/" } })).toEqual(other);
    expect(await refusedBy(take(words))).toMatchObject({ code: "ArgumentInvalid" });
    expect(await refusedBy(take(words, { use }))).toMatchObject({ code: "LeaseScopeExceeded" });
  });

  it("is made of credentials without a scope for what they are used for, and is no document", async () => {
    const lease = await take(printer(JSON.stringify(printed)), {
      use: { ...use, actions: ["upload", "acl"] },
      endpointUrl: "http://127.0.0.1:1/",
    });
    expect(lease).toEqual({
      version: 2,
      id: expect.stringMatching(/^[0-9a-f]{20}$/),
      scope: { ...use, actions: ["upload", "acl"] },
      isScopeKnown: false,
      region: "eu-west-1",
      endpoints: { s3: "http://127.0.0.1:1" },
      principalArn: "unknown",
      credentials: sampleLease.credentials,
    });
    expect(await refusedBy(() => formatLease(lease))).toMatchObject({ code: "FormatUnsuitable" });
  });

  it("is made of such credentials for a prefix too, and for a whole bucket, but for no empty key", async () => {
    const words = printer(JSON.stringify(printed));
    for (const prefix of ["in/", ""]) {
      const { scope } = await take(words, { use: { bucket: "my-bucket", prefix } });
      expect(scope).toEqual({ bucket: "my-bucket", prefix, actions: ["upload"] });
    }
    const error = await refusedBy(take(words, { use: { bucket: "my-bucket", key: "" } }));
    expect(error.code).toBe("KeyInvalid");
  });

  it("may leave out when the credentials end", async () => {
    const { Expiration, ...without } = printed;
    const { credentials } = await take(printer(JSON.stringify(without)), { use });
    expect(credentials.expiration.getFullYear()).toBe(9999);
  });

  it.each<[string, string, string]>([
    ["garbage", "LeaseMalformed", `${SECRET} {`],
    ["nothing", "LeaseMalformed", ""],
    ["null", "LeaseMalformed", "null"],
    ["another version", "LeaseMalformed", JSON.stringify({ ...printed, Version: "1" })],
    ["long-lived credentials", "LeaseMalformed", JSON.stringify({ ...printed, SessionToken: undefined })],
    ["a token that breaks out of its header", "LeaseMalformed", JSON.stringify({ ...printed, SessionToken: "a\r\nb" })],
    ["a time that is none", "LeaseMalformed", JSON.stringify({ ...printed, Expiration: "2099-13-99T00:00:00Z" })],
    ["expired credentials", "LeaseExpired", JSON.stringify({ ...printed, Expiration: "2020-01-01T00:00:00Z" })],
    [
      "an expired lease",
      "LeaseExpired",
      formatLease({ ...sampleLease, credentials: { ...sampleLease.credentials, expiration: new Date(0) } }),
    ],
  ])("is not made of %s: %s, without any secret", async (_, code, text) => {
    const error = await refusedBy(take(printer(text), { use }));
    expect(error.code).toBe(code);
    expect(`${error.message} ${error.hint} ${JSON.stringify(error.facts)} ${error.cause}`).not.toContain(SECRET);
  });

  it("asks for the object and the region that it cannot know", async () => {
    const words = printer(JSON.stringify(printed));
    expect(await refusedBy(take(words))).toMatchObject({
      code: "ArgumentInvalid",
      message: expect.stringContaining("object"),
    });
    expect(await refusedBy(take(words, { use, environment: {} }))).toMatchObject({ message: "no region is known" });
  });

  it("is not taken from a command that fails, whatever it has printed", async () => {
    const error = await refusedBy(take(printer(formatLease(sampleLease), "process.exit(3)")));
    expect(error).toMatchObject({ code: "LeaseUnavailable", message: expect.stringContaining("exit code 3") });
  });

  it("is not taken from a command that is ended by a signal", async () => {
    const error = await refusedBy(take(printer("", "process.kill(process.pid, 'SIGTERM')")));
    expect(error).toMatchObject({ code: "LeaseUnavailable", message: expect.stringContaining("SIGTERM") });
  });

  it("says that there is no such command, without its arguments", async () => {
    const error = await refusedBy(take(["/no/such/program", SECRET]));
    expect(error).toMatchObject({ code: "LeaseUnavailable", message: expect.stringContaining("ENOENT") });
    expect(error.message).not.toContain(SECRET);
  });

  it("ends a command that prints without end", async () => {
    const path = join(newDirectory(), "yes.mjs");
    writeFileSync(path, "const more = () => process.stdout.write('x'.repeat(65536), more); more();");
    expect(await refusedBy(take([process.execPath, path]))).toMatchObject({ code: "LeaseMalformed" });
  });

  it("ends a command that takes too long, and does not wait for what that one has started", async () => {
    const folder = newDirectory();
    const path = join(folder, "slow.sh");
    // The child of the shell keeps standard output open.
    writeFileSync(path, `#!/bin/sh\nsleep 5 &\nwait\ntouch "${folder}/outlived"\n`);
    chmodSync(path, 0o755);
    const error = await refusedBy(take([path], { timeoutMilliseconds: 200 }));
    expect(error).toMatchObject({ code: "LeaseUnavailable", message: expect.stringContaining("0.2 seconds") });
    await pause(50);
    expect(existsSync(join(folder, "outlived"))).toBe(false);
  });

  it("is given up when it is aborted", async () => {
    const stop = new AbortController();
    const taking = take(printer("", "setTimeout(() => {}, 60_000)"), { signal: stop.signal });
    stop.abort(new Error("enough"));
    await expect(taking).rejects.toThrow("enough");
  });
});
