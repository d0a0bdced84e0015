import { devNull } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { type CliResult, endOf, firstLineOf, runCli, startCli } from "../support/cli.ts";
import { startTestEmulator } from "../support/emulator.ts";
import { prepareUploader, type Uploader } from "../support/uploader.ts";

const bucket = "executed-bucket";
const CHILD = join(process.cwd(), "test", "cli", "exec-child.mjs");
let emulator: Emulator;
let uploader: Uploader;
let env: Record<string, string>;

beforeAll(async () => {
  emulator = await startTestEmulator();
  uploader = await prepareUploader(emulator, bucket);
  const { accessKeyId, secretAccessKey } = uploader.credentials;
  env = {
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_REGION: emulator.region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  };
});
afterAll(() => emulator.close());

const args = (...words: readonly string[]): readonly string[] => [
  ...["exec", "--role-arn", uploader.roleArn],
  ...words.flatMap((word) => (word === "CHILD" ? [process.execPath, CHILD] : [word])),
];
const exec = (...words: readonly string[]): Promise<CliResult> => runCli(args(...words), { env });
const lines = ({ stdout }: CliResult) =>
  stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, string>);

describe("keylease exec", () => {
  it("gives AWS's SDK a lease and nothing else, at an endpoint", async () => {
    const result = await exec(`s3://${bucket}/inbox/`, "--", "CHILD", "put", bucket, "inbox/a", "inbox/b", "outside");
    expect(result).toMatchObject({ exitCode: 0, stderr: "" });
    const [first, second, third] = lines(result);
    expect(first).toMatchObject({ key: "inbox/a", accessKeyId: expect.stringMatching(/^ASIA/) });
    expect(second?.accessKeyId).toBe(first?.accessKeyId);
    expect(third).toEqual({ key: "outside", error: "AccessDenied" });
  });

  it("clears what would be read before the lease", async () => {
    const shadows = {
      AWS_SESSION_TOKEN: "",
      AWS_SECURITY_TOKEN: "x",
      AWS_ACCESS_KEY: "x",
      AMAZON_ACCESS_KEY_ID: "x",
      AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: "/x",
      AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "/x",
    };
    const result = await runCli(args(`s3://${bucket}/k`, "--", "CHILD", "tell"), {
      env: { ...env, ...shadows, OTHER: "kept" },
    });
    const [seen = {}] = lines(result);
    for (const name of [...Object.keys(shadows), "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"])
      expect(seen).not.toHaveProperty(name);
    expect(seen).toMatchObject({
      OTHER: "kept",
      AWS_CONTAINER_CREDENTIALS_FULL_URI: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/credentials$/),
      AWS_CONTAINER_AUTHORIZATION_TOKEN: expect.stringMatching(/^[\w-]{43}$/),
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ENDPOINT_URL_S3: emulator.endpoint,
    });
    expect(JSON.stringify(seen)).not.toContain(uploader.credentials.secretAccessKey);
  });

  it("gives plain variables with --env", async () => {
    const result = await exec("--env", `s3://${bucket}/k`, "--", "CHILD", "tell");
    const [seen = {}] = lines(result);
    expect(seen).toMatchObject({
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^ASIA/),
      AWS_SESSION_TOKEN: expect.any(String),
      AWS_CREDENTIAL_EXPIRATION: expect.any(String),
    });
    expect(seen).not.toHaveProperty("AWS_CONTAINER_CREDENTIALS_FULL_URI");
    expect(seen.AWS_SECRET_ACCESS_KEY).not.toBe(uploader.credentials.secretAccessKey);
    const used = await exec("--env", `s3://${bucket}/k`, "--", "CHILD", "put", bucket, "k");
    expect(lines(used)).toEqual([{ key: "k", accessKeyId: expect.stringMatching(/^ASIA/) }]);
  });

  it("ends with the command's own exit code, and passes its options to it", async () => {
    expect((await exec(`s3://${bucket}/k`, "--", "CHILD", "exit", "42")).exitCode).toBe(42);
    const asked = ["--", process.execPath, "-p", "process.argv.slice(1).join()", "--", "--env", "--", "x"];
    expect((await exec(`s3://${bucket}/k`, ...asked)).stdout).toBe("--env,--,x\n");
  });

  it("ends with 128 and the signal's number where the command was ended by one", async () => {
    expect((await exec(`s3://${bucket}/k`, "--", "sh", "-c", "kill -9 $$")).exitCode).toBe(137);
  });

  it.each(["SIGTERM", "SIGINT", "SIGHUP"] as const)("passes %s on, and waits for the command's end", async (signal) => {
    const child = await startCli(args(`s3://${bucket}/k`, "--", "CHILD", "wait"), { env });
    const ended = endOf(child);
    await firstLineOf(child);
    child.kill(signal);
    const result = await ended;
    expect([result.exitCode, lines(result).at(-1)]).toEqual([7, { signal }]);
  });

  it("says where a command cannot be started, with the code that shells have for it", async () => {
    const { exitCode, stderr } = await exec(`s3://${bucket}/k`, "--", "/nowhere/command");
    expect([exitCode, stderr]).toEqual([127, expect.stringContaining("cannot be started (ENOENT)")]);
  });

  it("starts nothing without a lease", async () => {
    const refused = [
      "exec",
      "--role-arn",
      `${uploader.roleArn}x`,
      `s3://${bucket}/k`,
      "--",
      "sh",
      "-c",
      "echo started",
    ];
    const { exitCode, stdout } = await runCli(refused, { env });
    expect([exitCode, stdout]).toEqual([3, ""]);
  });
});
