import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../../src/cli/doctor/check.ts";
import { parseLease } from "../../../src/lease/index.ts";
import { type CliResult, runCli } from "../../support/cli.ts";
import type { SdkCredentials } from "../../support/emulator.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";
import { BUCKET, type Gateway, PROGRAM, startGateway } from "./gateway.ts";

// A line of its own, because a skipped test alone does not say what it lacks.
if (PROGRAM === undefined) process.stderr.write("Ceph's RADOS Gateway skipped: KEYLEASE_RGW names no program\n");
/** A session lives 15 minutes at least, and the gateway's clock cannot be moved: the wait is for those who ask for it. */
const WAITS = process.env.KEYLEASE_RGW_EXPIRY === "1";

const temporaryDirectory = temporaryDirectories();

describe.skipIf(PROGRAM === undefined)("the same commands on Ceph's RADOS Gateway", () => {
  let gateway: Gateway;
  let folder: string;
  let small: string;
  /** A lease that the whole suite leaves alone, for the test of its end. */
  let early: string;
  beforeAll(async () => {
    gateway = await startGateway(PROGRAM ?? "");
    folder = temporaryDirectory();
    small = join(folder, "small.txt");
    writeFileSync(small, "hello");
    early = await lease("early.txt");
  });
  afterAll(() => gateway?.stop());

  function cli(args: readonly string[], by: SdkCredentials = gateway.caller): Promise<CliResult> {
    return runCli(args, {
      env: {
        AWS_ENDPOINT_URL: gateway.endpoint,
        AWS_REGION: gateway.region,
        AWS_ACCESS_KEY_ID: by.accessKeyId,
        AWS_SECRET_ACCESS_KEY: by.secretAccessKey,
        XDG_STATE_HOME: folder,
      },
    });
  }

  /** Takes a lease into a file, and gives its path. */
  async function lease(key: string, ...more: readonly string[]): Promise<string> {
    const path = join(folder, `${randomBytes(4).toString("hex")}.json`);
    const args = ["lease", `s3://${BUCKET}/${key}`, "--role-arn", gateway.roleArn, "--output", path, ...more];
    const { exitCode, stderr } = await cli(args);
    expect(exitCode, stderr).toBe(0);
    return path;
  }

  /** Uploads with a lease and nothing else. */
  const put = (file: string, path: string, ...more: readonly string[]): Promise<CliResult> =>
    runCli(["put", file, "--lease", path, ...more], {});
  const idOf = (path: string): string => parseLease(read(path)).id;

  it("lease one key, and put it, whole and in parts", async () => {
    const path = await lease("reports/ü 日.txt", "--safe-key");
    const plain = await lease("reports/a.txt");
    expect((await put(small, plain)).stdout).toContain(
      `uploaded ${small} to s3://${BUCKET}/reports/a.txt (5 bytes, verified)`,
    );
    expect((await put(small, path)).exitCode).toBe(0);
    const large = join(folder, "large.bin");
    const bytes = randomBytes(20_000_000);
    writeFileSync(large, bytes);
    const whole = await put(large, plain);
    expect(whole.stdout, whole.stderr).toContain("(20000000 bytes, verified)");
    const { endpoint, region } = gateway;
    const credentials = sessionOf(await lease("reports/a.txt", "--allow", "read"));
    const s3 = new S3Client({ endpoint, region, credentials, forcePathStyle: true });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "reports/a.txt" }));
    expect(Buffer.compare(Buffer.from((await Body?.transformToByteArray()) ?? []), bytes)).toBe(0);
  });

  it.each(["crc64nvme", "sha256"])("put in parts with a checksum that the gateway ignores: %s", async (checksum) => {
    const large = join(folder, `${checksum}.bin`);
    writeFileSync(large, randomBytes(20_000_000));
    const { stdout, stderr } = await put(large, await lease("summed.bin"), "--checksum", checksum);
    expect(stdout, stderr).toContain("(20000000 bytes, verified)");
  });

  it("lease a prefix, and nothing beside it", async () => {
    const path = await lease("inbox/");
    expect((await put(small, path, `s3://${BUCKET}/inbox/b.txt`)).exitCode).toBe(0);
    expect((await put(small, path, `s3://${BUCKET}/inbox-of-others/b.txt`)).exitCode).toBe(4);
  });

  it("are refused by the gateway on another key, where the lease's own scope is not asked", async () => {
    const document = JSON.parse(read(await lease("mine.txt")));
    const forged = join(folder, "forged.json");
    writeFileSync(forged, JSON.stringify({ ...document, scope: { ...document.scope, key: "others.txt" } }));
    const { exitCode, stderr } = await put(small, forged);
    expect(exitCode).toBe(3);
    expect(stderr).toContain("s3 refused PutObject with AccessDenied");
    expect((await put(small, await lease("a*.txt"))).exitCode, "a wildcard is no key here").toBe(3);
  });

  it("revoke a lease, and no other", async () => {
    const [revoked, other] = [await lease("r.txt"), await lease("r.txt")];
    expect([(await put(small, revoked)).exitCode, (await put(small, other)).exitCode]).toEqual([0, 0]);
    const { exitCode, stderr } = await cli(["revoke", idOf(revoked)], gateway.admin);
    expect(exitCode, stderr).toBe(0);
    expect([(await put(small, revoked)).exitCode, (await put(small, other)).exitCode]).toEqual([3, 0]);
  });

  it("find out what the release lacks, and say it", async () => {
    const args = ["doctor", `s3://${BUCKET}/key`, "--role-arn", gateway.roleArn, "--probe", "--json"];
    const { findings } = JSON.parse((await cli(args)).stdout) as { findings: readonly Finding[] };
    const status = Object.fromEntries(findings.map(({ id, status }) => [id, status]));
    expect(status).toMatchObject({ endpoint: "ok", clock: "ok", "probe-mint": "ok" });
    expect(status).toMatchObject({ "probe-own-key": "ok", "probe-sibling": "ok" });
    // Later releases may do better; whatever they do is told.
    expect(["ok", "warn"]).toContain(status["probe-acl"]);
    expect(["ok", "fail"]).toContain(status["probe-chaining"]);
    for (const { id, status: found, advice } of findings) if (found === "fail") expect(advice, id).toBeDefined();
  });

  // Fifteen minutes of waiting: only with `--expiry`.
  it.skipIf(!WAITS)(
    "are refused once the lease is over, by the gateway itself",
    async () => {
      const document = JSON.parse(read(early));
      const end = new Date(document.credentials.expiration).getTime();
      expect((await put(small, early)).exitCode).toBe(0);
      await new Promise((resolve) => setTimeout(resolve, end + 5_000 - Date.now()));
      expect((await put(small, early)).exitCode, "as the lease itself says").toBe(4);
      const longer = { ...document, credentials: { ...document.credentials, expiration: "2099-01-01T00:00:00.000Z" } };
      writeFileSync(early, JSON.stringify(longer));
      expect((await put(small, early)).exitCode, "as the gateway says").toBe(3);
    },
    1_000_000,
  );
});

const read = (path: string): string => readFileSync(path, "utf8");

function sessionOf(path: string): SdkCredentials {
  const { accessKeyId, secretAccessKey, sessionToken } = parseLease(read(path)).credentials;
  return { accessKeyId, secretAccessKey, sessionToken };
}
