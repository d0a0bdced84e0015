import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { formatLease } from "../../src/lease/index.ts";
import { type CliResult, cliEntry, runCli } from "../support/cli.ts";
import { clientConfig, startTestEmulator } from "../support/emulator.ts";
import { type LeasedBucket, leasedBucket } from "../upload/leased-bucket.ts";

const folder = mkdtempSync(join(tmpdir(), "keylease-own-"));
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

const environment = (): Record<string, string> => ({
  AWS_ENDPOINT_URL: emulator.endpoint,
  AWS_REGION: emulator.region,
  AWS_ACCESS_KEY_ID: bucket.user.accessKeyId,
  AWS_SECRET_ACCESS_KEY: bucket.user.secretAccessKey,
});
const target = (key: string): string => `s3://${bucket.bucket}/${key}`;
const put = (args: readonly string[], env: Record<string, string> = {}): Promise<CliResult> =>
  runCli(["put", file, ...args], { env: { ...environment(), ...env } });
const leased = async (key: string): Promise<Record<string, string>> => {
  const { credentials } = await bucket.lease(key);
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
    AWS_CREDENTIAL_EXPIRATION: credentials.expiration.toISOString(),
  };
};
/** Credentials of the role itself. When they end is not said, as most programs that set these variables leave it out. */
const assumed = async (): Promise<Record<string, string>> => {
  const sts = new STSClient(clientConfig(emulator, bucket.user));
  const call = new AssumeRoleCommand({ RoleArn: bucket.roleArn, RoleSessionName: "somebody" });
  const { Credentials } = await sts.send(call);
  return {
    AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId ?? "",
    AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey ?? "",
    AWS_SESSION_TOKEN: Credentials?.SessionToken ?? "",
  };
};
/** The same below `keylease exec`. */
const below = async (key: string, ...flags: readonly string[]): Promise<CliResult> =>
  runCli(
    [
      ...["exec", ...flags, target(key), "--role-arn", bucket.roleArn, "--", process.execPath, await cliEntry()],
      ...["put", file, target(key), "--own-credentials", "--verbose"],
    ],
    { env: environment() },
  );

describe("keylease put with its own credentials", () => {
  it("says that they may do more, and uploads with them, also to a key that no policy could hold", async () => {
    const key = "\u3042.txt";
    const { exitCode, stderr } = await put([target(key), "--own-credentials"], await assumed());
    expect(stderr).toBe(
      "uploading with your own credentials, from environment variables: they may do more than this upload\n",
    );
    expect(exitCode).toBe(0);
    expect(await bucket.digestOf(key)).toBeDefined();
  });

  it("says the same of several files", async () => {
    const environment = await leased("several/report.txt");
    const { exitCode, stderr } = await put([target("several/"), "--own-credentials"], environment);
    expect(stderr).toContain("uploading with your own credentials, from environment variables");
    expect(exitCode).toBe(0);
    expect((await put([target("several/"), "--own-credentials", "--quiet"], environment)).stderr).toBe("");
  });

  it("uploads a folder to the root of a bucket, as a website is, which no lease could be for", async () => {
    const args = ["put", "-R", folder, `s3://${bucket.bucket}/`];
    const { exitCode, stdout, stderr } = await runCli([...args, "--own-credentials", "--sync"], {
      env: { ...environment(), ...(await assumed()) },
    });
    expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    expect(stdout).toContain(`uploaded ${file} to s3://${bucket.bucket}/report.txt`);
    expect(await bucket.digestOf("report.txt")).toBeDefined();
  });

  it("leaves it to S3 what they may do", async () => {
    const { exitCode, stderr } = await put([target("not-leased"), "--own-credentials"], await leased("leased"));
    expect(stderr).toContain("s3 refused PutObject with AccessDenied");
    expect(exitCode).toBe(3);
  });

  it("says nothing of it with --quiet, and names no lease", async () => {
    const env = await leased("quiet");
    expect(await put([target("quiet"), "--own-credentials", "--quiet"], env)).toEqual({
      exitCode: 0,
      stderr: "",
      stdout: `uploaded ${file} to ${target("quiet")} (9 bytes, verified)\n${emulator.endpoint}/${bucket.bucket}/quiet\n`,
    });
    const { stdout, stderr } = await put([target("quiet"), "--own-credentials", "--json"], env);
    expect(JSON.parse(stdout)).not.toHaveProperty("leaseId");
    expect(stderr).toBe("");
  });

  it.each([[[]], [["--env"]]])("knows those that keylease exec has leased to it (%j)", async (flags) => {
    const { exitCode, stderr } = await below(`below${flags.length}`, ...flags);
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain("your own credentials");
    expect(stderr).toMatch(
      /^calling with credentials from (?:environment variables|a container's credentials endpoint)$/m,
    );
    expect(stderr).toMatch(/^credentials ASIA….{4}, whose scope is not known, for s3:\S+; they end at \S+Z$/m);
  });

  it("does not take others for leased that stand beside those", async () => {
    const env = { ...(await leased("beside")), KEYLEASE_LEASED: "http://127.0.0.1:1/credentials" };
    const beside = { ...env, AWS_CONTAINER_CREDENTIALS_FULL_URI: env.KEYLEASE_LEASED };
    expect((await put([target("beside"), "--own-credentials"], beside)).stderr).toContain("your own credentials");
  });

  it.each<[string, readonly string[], number, string]>([
    ["long-lived credentials", ["TARGET", "--own-credentials"], 4, "are long-lived"],
    ["no object", ["--own-credentials"], 2, "no object to upload to was named"],
    [
      "a role as well",
      ["TARGET", "--own-credentials", "--role-arn", "arn:aws:iam::111111111111:role/x"],
      2,
      "cannot be",
    ],
    ["a lease as well", ["--own-credentials", "--lease", "x"], 2, "cannot be used with"],
    [
      "a token without an address",
      ["TARGET", "--lease-token-file", "x", "--role-arn", "ROLE"],
      2,
      "cannot be used with",
    ],
    ["a token for a command", ["TARGET", "--credential-process", "x", "--lease-token-file", "x"], 2, "cannot be used"],
    ["a duration for a command", ["TARGET", "--credential-process", "x", "--duration", "1h"], 2, "cannot be used"],
    ["a command that needs a shell", ["TARGET", "--credential-process", "a | b"], 2, "`|` is for a shell"],
    ["an address in the clear", ["TARGET", "--lease-url", "http://leases.example.com/"], 2, "cannot be used"],
  ])("refuses %s", async (_, args, exitCode, text) => {
    const result = await put(args.map((arg) => (arg === "TARGET" ? target("refused") : arg)));
    expect(result.stderr).toContain(text);
    expect(result).toMatchObject({ exitCode, stdout: "" });
  });
});

describe("keylease put with a command", () => {
  it("passes its standard error on, and keeps what it prints", async () => {
    const script = join(folder, "gives.mjs");
    const document = formatLease(await bucket.lease("given"));
    writeFileSync(script, `process.stderr.write("asking\\n"); process.stdout.write(${JSON.stringify(document)});`);
    const { exitCode, stderr } = await put(["--credential-process", `"${process.execPath}" "${script}"`]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "asking\n" });
  });
});
