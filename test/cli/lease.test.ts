// biome-ignore-all lint/suspicious/noTemplateCurlyInString: keys that look like policy variables are the point.
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseLease, parseLeases } from "../../src/lease/index.ts";
import { CALLER_ARN } from "../lease/fake-sts.ts";
import { cliEntry, runCli } from "../support/cli.ts";
import { type FakeAws, SECRETS, startFakeAws } from "./fake-aws.ts";

const roleArn = "arn:aws:iam::111111111111:role/uploader";
const folder = mkdtempSync(join(tmpdir(), "keylease-cli-lease-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let aws: FakeAws;
beforeEach(async () => {
  aws = await startFakeAws();
});
afterEach(() => aws.close());

const lease = (...args: readonly string[]) =>
  runCli(["lease", "s3://my-bucket/a*", "--role-arn", roleArn, ...args], { env: aws.env });
const asked = () => Object.fromEntries(new URLSearchParams(aws.sts.requests[0]?.body.toString()));

describe("keylease lease", () => {
  it("prints the lease document on one line, and nothing else", async () => {
    const { exitCode, stdout, stderr } = await lease("--duration", "1h", "--json");
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout.split("\n")).toHaveLength(2);
    const made = parseLease(stdout);
    expect(made.scope).toEqual({ bucket: "my-bucket", key: "a*", actions: ["upload"] });
    expect(made.endpoints).toEqual({ s3: aws.s3.endpoint, sts: aws.sts.endpoint });
    expect(asked()).toMatchObject({
      RoleArn: roleArn,
      DurationSeconds: "3600",
      RoleSessionName: `keylease-${made.id}`,
    });
  });

  it("names an external id to the role, for put as well", async () => {
    await lease("--external-id", "customer:17");
    expect(asked().ExternalId).toBe("customer:17");
    const args = ["put", "package.json", "s3://my-bucket/key", "--role-arn", roleArn, "--external-id", "customer:18"];
    expect((await runCli(args, { env: aws.env, cwd: process.cwd() })).exitCode).toBe(0);
    expect(new URLSearchParams(aws.sts.requests[1]?.body.toString()).get("ExternalId")).toBe("customer:18");
  });

  it("prints the document when nothing is said of the form", async () => {
    expect(parseLease((await lease()).stdout).roleArn).toBe(roleArn);
  });

  it("grants what --allow names, once or divided by commas", async () => {
    const { stdout } = await lease("--allow", "read,acl", "--allow", "tagging");
    expect(parseLease(stdout).scope.actions).toEqual(["upload", "acl", "tagging", "read"]);
    expect(JSON.parse(asked().Policy as string).Statement[0].Action).toContain("s3:PutObjectAcl");
  });

  it("prints export lines, or what a credential_process must", async () => {
    expect((await lease("--format", "env")).stdout).toContain("export AWS_SESSION_TOKEN='MINTED-TOKEN'\n");
    expect(JSON.parse((await lease("--format", "process")).stdout)).toMatchObject({
      Version: 1,
      AccountId: "111111111111",
    });
  });

  it("uses GetFederationToken with --federate", async () => {
    const { stdout } = await runCli(["lease", "s3://my-bucket/key", "--federate", "customer"], { env: aws.env });
    expect(parseLease(stdout).principalArn).toBe("arn:aws:sts::111111111111:federated-user/customer");
    expect(asked()).toMatchObject({ Action: "GetFederationToken", Name: "customer" });
  });

  it("writes a file that only its owner may read, in the place of one that all may", async () => {
    const path = join(folder, "lease.json");
    writeFileSync(path, "old", { mode: 0o644 });
    const { exitCode, stdout, stderr } = await lease("--output", path);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toMatch(/^wrote lease [a-z0-9]{20} to .*lease\.json; it expires at 2099-01-01T00:00:00\.000Z\n$/);
    expect(parseLease(readFileSync(path, "utf8")).roleArn).toBe(roleArn);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder)).toEqual(["lease.json"]);
  });

  it("says that a file cannot be written, and leaves none behind", async () => {
    const { exitCode, stderr } = await lease("--output", join(folder, "nowhere", "lease.json"));
    expect(exitCode).toBe(6);
    expect(stderr).toContain("cannot be written (ENOENT)");
  });

  it("prints the policy with --dry-run and calls nobody, without any credentials", async () => {
    const dry = ["lease", "s3://my-bucket/a*${x}", "--role-arn", roleArn, "--region", "eu-west-1", "--dry-run"];
    const { exitCode, stdout, stderr } = await runCli(dry, { env: { AWS_ENDPOINT_URL: aws.sts.endpoint } });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).Statement[0].Resource).toBe("arn:aws:s3:::my-bucket/a${*}${$}{x}");
    expect(stderr).toContain("nobody was called");
    const asJson = JSON.parse((await runCli([...dry, "--json"])).stdout);
    expect(asJson).toMatchObject({ region: "eu-west-1", durationSeconds: 900, scope: { key: "a*${x}" } });
    expect(asJson.sessions).toHaveLength(1);
    const [{ policy, characters, packedEstimate }] = asJson.sessions;
    expect(JSON.parse(policy)).toEqual(JSON.parse(stdout));
    expect(characters).toBe(policy.length);
    expect(stderr).toContain(`has ${characters} characters, and by estimate ${packedEstimate}% of the packed size`);
    expect(aws.sts.requests).toHaveLength(0);
  });

  it("takes a lease of a prefix with conditions, and of several objects", async () => {
    const args = ["--write-once", "--source-ip", "192.0.2.1,198.51.100.0/24", "--require-tag", "team=blue"];
    const prefix = await runCli(["lease", "s3://my-bucket/in/", "--role-arn", roleArn, ...args], { env: aws.env });
    expect(parseLease(prefix.stdout).scope).toEqual({
      bucket: "my-bucket",
      prefix: "in/",
      actions: ["upload", "tagging"],
      conditions: { writeOnce: true, sourceIps: ["192.0.2.1", "198.51.100.0/24"], tags: { team: "blue" } },
    });
    const several = await lease("s3://my-bucket/b");
    expect(parseLease(several.stdout).scope).toMatchObject({ keys: ["a*", "b"] });
  });

  it("divides objects that do not fit, says so, and gives them as one list", async () => {
    const names = Array.from({ length: 80 }, (_, i) => `s3://my-bucket/reports/number-${i}.csv`);
    const { exitCode, stdout, stderr } = await lease(...names);
    expect(exitCode).toBe(0);
    const leases = parseLeases(stdout);
    expect(leases.length).toBeGreaterThan(1);
    expect(stderr).toContain(`here are ${leases.length} leases`);
    expect(aws.sts.requests).toHaveLength(leases.length);
    const refused = await lease(...names, "--format", "env");
    expect(refused).toMatchObject({ exitCode: 2, stdout: "" });
    expect(aws.sts.requests).toHaveLength(leases.length);
  });

  it("tells STS what the options of minting say", async () => {
    const tags = [
      "--session-tag",
      "team=blue",
      "--transitive-session-tag",
      "org=x=y",
      "--optional-session-tag",
      "note=",
    ];
    const mfa = ["--mfa-serial", "GAHT12345678", "--mfa-code", "123456"];
    await lease("--source-identity", "alice", ...tags, ...mfa);
    expect(asked()).toMatchObject({
      SourceIdentity: "alice",
      SerialNumber: "GAHT12345678",
      TokenCode: "123456",
      "Tags.member.2.Key": "org",
      "Tags.member.2.Value": "x=y",
      "Tags.member.3.Value": "",
      "TransitiveTagKeys.member.1": "org",
    });
  });

  it("assumes the role with a token and without any credentials", async () => {
    const tokenFile = join(folder, "token");
    writeFileSync(tokenFile, "a.b.c\n");
    const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...env } = aws.env;
    const args = ["lease", "s3://my-bucket/a", "--role-arn", roleArn, "--web-identity-token-file", tokenFile];
    const { stdout } = await runCli(args, { env });
    rmSync(tokenFile);
    expect(parseLease(stdout).roleArn).toBe(roleArn);
    expect(asked()).toMatchObject({ Action: "AssumeRoleWithWebIdentity", WebIdentityToken: "a.b.c" });
    expect(aws.sts.requests[0]?.headers).not.toHaveProperty("authorization");
  });

  it("chooses a key that a policy can hold with --safe-key, and offers that without it", async () => {
    const args = ["lease", "s3://my-bucket/\u20AC/a.txt", "--role-arn", roleArn];
    const refused = await runCli(args, { env: aws.env });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("%E2%82%AC/a.txt` instead (--safe-key chooses it)");
    const { stdout, stderr } = await runCli([...args, "--safe-key"], { env: aws.env });
    expect(parseLease(stdout).scope).toMatchObject({ key: "%E2%82%AC/a.txt" });
    expect(stderr).toContain("leasing s3://my-bucket/%E2%82%AC/a.txt, because");
  });

  it("is refused by its guards before any call", async () => {
    for (const guard of [
      ["--expect-account", "222222222222"],
      ["--expect-region", "eu-west-1"],
    ]) {
      expect((await lease(...guard)).exitCode).not.toBe(0);
    }
    expect(aws.sts.requests).toHaveLength(0);
  });

  it("keeps a line of every lease in the audit log, without secrets", async () => {
    const path = join(folder, "audit.jsonl");
    const made = [await lease("--audit-log", path), await lease("--audit-log", path)].map(({ stdout }) =>
      parseLease(stdout),
    );
    const put = ["put", "package.json", "s3://my-bucket/key", "--role-arn", roleArn, "--audit-log", path, "--json"];
    const { leaseId } = JSON.parse((await runCli(put, { env: aws.env, cwd: process.cwd() })).stdout);
    const text = readFileSync(path, "utf8");
    const mode = statSync(path).mode & 0o777;
    rmSync(path);
    expect(mode).toBe(0o600);
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    const lines = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    const [first, second] = made.map(({ id }) => id);
    expect(lines.map((line) => `${line.event} ${line.leaseId}`)).toEqual([
      ...[`minted ${first}`, `handed-over ${first}`, `minted ${second}`, `handed-over ${second}`, `minted ${leaseId}`],
    ]);
    expect(lines[0]).toMatchObject({
      event: "minted",
      callerArn: CALLER_ARN,
      roleArn,
      principalArn: made[0]?.principalArn,
      scope: made[0]?.scope,
      expiresAt: "2099-01-01T00:00:00.000Z",
    });
  });

  it("takes no lease that the audit log cannot be told of", async () => {
    const { exitCode, stderr } = await lease("--audit-log", join(folder, "nowhere", "audit.jsonl"));
    expect(exitCode).toBe(6);
    expect(stderr).toContain("audit log");
    expect(aws.sts.requests).toHaveLength(0);
  });

  it("prints a policy with --dry-run that `lint` takes, however long it is", async () => {
    const tags = ["a", "b", "c", "d", "e"].flatMap((key) => ["--require-tag", `${key}=${"v".repeat(50)}`]);
    const { stdout } = await lease("--dry-run", "--write-once", "--source-ip", "192.0.2.1", ...tags);
    const { exitCode, stdout: findings } = await runCli(["lint", "-", "--kind", "session", "--strict"], {
      input: stdout,
    });
    expect({ exitCode, findings }).toEqual({ exitCode: 0, findings: "" });
  });

  it("says with --dry-run which calls would be made", async () => {
    const { stderr } = await lease("--dry-run", "--external-id", "customer:17");
    expect(stderr).toContain(`would call AssumeRole at ${aws.sts.endpoint} with {"RoleArn":"${roleArn}",`);
    expect(stderr).toContain('"ExternalId":"customer:17"');
    expect(aws.sts.requests).toHaveLength(0);
  });

  it("says with --verbose where the credentials came from, and keeps every secret", async () => {
    const { stderr } = await lease("--verbose");
    expect(stderr).toContain("calling with credentials from environment variables\n");
    expect(stderr).toContain(`calling as ${CALLER_ARN}, to assume ${roleArn}\n`);
    expect(stderr).toMatch(/lease [a-z0-9]{20} for s3:\/\/my-bucket\/a\* \(upload\), .* left, as arn:aws:sts::\S+\n/);
    for (const secret of SECRETS) expect(stderr).not.toContain(secret);
  });

  it("is made once for a credential_process that is asked again, and each time with --no-cache", async () => {
    const cache = { XDG_CACHE_HOME: join(folder, "cache") };
    const ask = async (...args: readonly string[]) => {
      const words = ["lease", "s3://my-bucket/a*", "--role-arn", roleArn, "--format", "process", ...args];
      return (await runCli(words, { env: { ...aws.env, ...cache } })).stdout;
    };
    const answers = await Promise.all([ask(), ask(), ask()]);
    expect(new Set([...answers, await ask()]).size).toBe(1);
    expect(JSON.parse(answers[0] ?? "")).toMatchObject({ Version: 1, AccessKeyId: expect.any(String) });
    expect(aws.sts.requests).toHaveLength(1);
    await ask("--no-cache");
    expect(aws.sts.requests).toHaveLength(2);
    const [file = ""] = readdirSync(join(cache.XDG_CACHE_HOME, "keylease", "leases"));
    expect(statSync(join(cache.XDG_CACHE_HOME, "keylease", "leases", file)).mode & 0o777).toBe(0o600);
  });

  it("is refused to a credential_process that asks itself for its caller", async () => {
    const profile = join(folder, "circle");
    const command = `${process.execPath} ${await cliEntry()} lease s3://my-bucket/k --role-arn ${roleArn} --format process`;
    writeFileSync(profile, `[profile circle]\nregion = eu-west-1\ncredential_process = ${command}\n`);
    const { AWS_ENDPOINT_URL_STS = "" } = aws.env;
    const env = { AWS_ENDPOINT_URL_STS, AWS_REGION: "eu-west-1", AWS_PROFILE: "circle", AWS_CONFIG_FILE: profile };
    const words = ["lease", "s3://my-bucket/k", "--role-arn", roleArn, "--format", "process"];
    const { exitCode } = await runCli(words, { env: { ...env, XDG_CACHE_HOME: join(folder, "circle-cache") } });
    expect(exitCode).toBe(4);
    expect(aws.sts.requests).toHaveLength(0);
  });

  it("is a command for curl, of one object alone", async () => {
    expect((await lease("--format", "curl")).stdout).toMatch(
      /^curl .*--upload-file "\$\{FILE:\?\}" 'http.*X-Amz-Signature=.*'\n$/,
    );
    const several = ["lease", "s3://my-bucket/p/", "--role-arn", roleArn, "--format", "curl"];
    expect((await runCli(several, { env: aws.env })).stderr).toContain("--format curl uploads one object");
  });
});
