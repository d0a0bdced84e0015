import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutBucketPolicyCommand, PutPublicAccessBlockCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { type CliResult, runCli } from "../support/cli.ts";
import { startTestEmulator } from "../support/emulator.ts";
import { type LeasedBucket, leasedBucket } from "../upload/leased-bucket.ts";

const OPEN = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};
const folder = mkdtempSync(join(tmpdir(), "keylease-public-"));
const file = join(folder, "report.txt");
writeFileSync(file, "a report\n");
let emulator: Emulator;
let bucket: LeasedBucket;
beforeAll(async () => {
  emulator = await startTestEmulator();
  bucket = await leasedBucket(emulator);
});
afterAll(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

const target = (key: string): string => `s3://${bucket.bucket}/${key}`;
const put = (args: readonly string[]): Promise<CliResult> => {
  const env = {
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_REGION: emulator.region,
    AWS_ACCESS_KEY_ID: bucket.user.accessKeyId,
    AWS_SECRET_ACCESS_KEY: bucket.user.secretAccessKey,
  };
  return runCli(["put", file, ...args], { env });
};

describe("keylease put, at its end", () => {
  beforeAll(async () => {
    const Bucket = bucket.bucket;
    const open = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/open/*` };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [open] });
    await bucket.s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: OPEN }));
    await bucket.s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  });
  const role = (): readonly string[] => ["--role-arn", bucket.roleArn];

  it("prints the URL of an object that is public", async () => {
    const { stdout } = await put([target("open/a b"), ...role()]);
    expect(stdout.split("\n").slice(1)).toEqual([`${emulator.endpoint}/${bucket.bucket}/open/a%20b`, ""]);
  });

  it("prints how to fetch one that is not", async () => {
    const { stdout } = await put([target("closed/a b"), ...role()]);
    expect(stdout.split("\n").slice(1)).toEqual([
      "whoever has s3:GetObject for it fetches it (it is not public) with:",
      `  aws s3 cp 's3://${bucket.bucket}/closed/a b' . --region ${emulator.region} --endpoint-url ${emulator.endpoint}`,
      "",
    ]);
  });

  it("tells programs the same, unless nobody is to ask", async () => {
    const told = async (key: string, ...flags: readonly string[]) =>
      JSON.parse((await put([target(key), ...role(), "--json", ...flags])).stdout).isPublic;
    expect(await told("open/a")).toBe(true);
    expect(await told("closed/a")).toBe(false);
    expect(await told("open/a", "--no-public-check")).toBeUndefined();
    expect(await told("open/a", "--quiet")).toBeUndefined();
  });
});
