import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../support/cli.ts";
import { startFakeServer } from "../support/fake-server.ts";
import { type FakeAws, startFakeAws } from "./fake-aws.ts";

const folder = mkdtempSync(join(tmpdir(), "keylease-caller-"));
afterAll(() => rmSync(folder, { recursive: true }));
const credentials = '{"Version":1,"AccessKeyId":"AKIAIOSFODNN7EXAMPLE","SecretAccessKey":"PROCESS-SECRET"}';
const config = join(folder, "config");
writeFileSync(
  config,
  [
    "[profile plain]",
    "aws_access_key_id = AKIAIOSFODNN7EXAMPLE",
    "aws_secret_access_key = PROFILE-SECRET",
    "[profile process]",
    `credential_process = echo '${credentials}'`,
    "[profile broken]",
    "credential_process = sh -c 'echo LEAKED-SECRET >&2; exit 1'",
  ].join("\n"),
);

let aws: FakeAws;
beforeEach(async () => {
  aws = await startFakeAws();
});
afterEach(() => aws.close());

/** Takes a lease with none of the caller's variables but these. */
function leaseWith(env: Readonly<Record<string, string>>) {
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...endpoints } = aws.env;
  const args = ["lease", "s3://my-bucket/key", "--role-arn", "arn:aws:iam::111111111111:role/uploader", "--verbose"];
  return runCli(args, { env: { ...endpoints, AWS_CONFIG_FILE: config, ...env } });
}

describe("the caller's credentials", () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ["environment variables", { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "x" }],
    ["a profile in the shared credentials file", { AWS_PROFILE: "plain" }],
    ["a profile's credential_process", { AWS_PROFILE: "process" }],
  ])("are found in %s, which is said", async (source, env) => {
    const { exitCode, stderr } = await leaseWith(env);
    expect(exitCode).toBe(0);
    expect(stderr).toContain(`calling with credentials from ${source}\n`);
    expect(stderr).not.toMatch(/PROFILE-SECRET|PROCESS-SECRET/);
  });

  it("are found at the instance metadata service, by its second version", async () => {
    const role = { Code: "Success", AccessKeyId: "ASIAIOSFODNN7EXAMPLE", SecretAccessKey: "x", Token: "t" };
    const Expiration = new Date(Date.now() + 3_600_000).toISOString();
    const metadata = await startFakeServer(({ method, target, headers }) => {
      if (method === "PUT" && target === "/latest/api/token") return { status: 200, body: "THE-TOKEN" };
      if (headers["x-aws-ec2-metadata-token"] !== "THE-TOKEN") return { status: 401 };
      return { status: 200, body: target.endsWith("/") ? "EC2Role" : JSON.stringify({ ...role, Expiration }) };
    });
    const env = { AWS_EC2_METADATA_DISABLED: "false", AWS_EC2_METADATA_SERVICE_ENDPOINT: metadata.endpoint };
    const { exitCode, stderr } = await leaseWith(env);
    await metadata.close();
    expect(exitCode).toBe(0);
    expect(stderr).toContain("calling with credentials from the metadata service\n");
    expect(aws.sts.requests[0]?.headers["x-amz-security-token"]).toBe("t");
  });

  it.each<[string, Readonly<Record<string, string>>, RegExp]>([
    ["nowhere", {}, /^keylease: no AWS credentials were found\.\n/],
    ["in no such profile", { AWS_PROFILE: "nobody" }, /were found with the profile `nobody`\.\n/],
    ["by a process that fails, whose words stay unsaid", { AWS_PROFILE: "broken" }, /with the profile `broken`\.\n/],
  ])("are found %s: CallerUnknown with exit code 4", async (_, env, message) => {
    const { exitCode, stdout, stderr } = await leaseWith(env);
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toContain("LEAKED-SECRET");
    expect(aws.sts.requests).toHaveLength(0);
  });
});
