import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { formatLease, type Lease } from "../../src/lease/index.ts";
import { sampleLease } from "../lease/sample-lease.ts";
import { runCli } from "../support/cli.ts";
import { type FakeAws, SECRETS, startFakeAws } from "./fake-aws.ts";

const roleArn = "arn:aws:iam::111111111111:role/uploader";
const folder = mkdtempSync(join(tmpdir(), "keylease-cli-put-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = join(folder, "report.txt");
writeFileSync(file, "a report\n");

let aws: FakeAws;
beforeEach(async () => {
  aws = await startFakeAws();
});
afterEach(() => aws.close());
const asked = () => Object.fromEntries(new URLSearchParams(aws.sts.requests[0]?.body.toString()));
const leaseAt = (change: Partial<Lease> = {}): string =>
  formatLease({ ...sampleLease, endpoints: { s3: aws.s3.endpoint }, ...change });

describe("keylease put with a lease of several objects", () => {
  const prefix = (): string => leaseAt({ scope: { bucket: "my-bucket", prefix: "in/", actions: ["upload"] } });

  it("uploads to the one that is named, where the lease covers it", async () => {
    const put = (...args: readonly string[]) => runCli(["put", file, ...args, "--lease", "-"], { input: prefix() });
    expect((await put("s3://my-bucket/in/x")).stdout).toContain("to s3://my-bucket/in/x (9 bytes, verified)");
    expect(await put("s3://my-bucket/out/x")).toMatchObject({ exitCode: 4, stdout: "" });
    expect(await put()).toMatchObject({ exitCode: 2, stdout: "" });
    expect(aws.s3.requests.map(({ method }) => method)).toEqual(["PUT", "HEAD"]);
  });

  it("takes of several leases the one that is for the object", async () => {
    const other = leaseAt({
      id: "9876543210jihgfedcba",
      scope: { bucket: "my-bucket", key: "b", actions: ["upload"] },
    });
    const put = (...args: readonly string[]) =>
      runCli(["put", file, ...args, "--lease", "-", "--json"], { input: `[${leaseAt()},${other}]` });
    expect(JSON.parse((await put("s3://my-bucket/b")).stdout)).toMatchObject({
      key: "b",
      leaseId: "9876543210jihgfedcba",
    });
    expect(await put("s3://my-bucket/c")).toMatchObject({ exitCode: 4, stdout: "" });
    expect(await put()).toMatchObject({ exitCode: 2, stdout: "" });
    expect(aws.s3.requests.map(({ method }) => method)).toEqual(["PUT", "HEAD"]);
  });
});

describe("keylease put with a role", () => {
  it("keeps to conditions that it is given, and sends what they demand", async () => {
    const args = [
      "put",
      file,
      "s3://my-bucket/a",
      "--role-arn",
      roleArn,
      "--write-once",
      "--require-tag",
      "team=blue x",
    ];
    expect((await runCli(args, { env: aws.env })).exitCode).toBe(0);
    expect(asked().Policy).toContain("s3:if-none-match");
    expect(aws.s3.requests[0]?.headers).toMatchObject({ "if-none-match": "*", "x-amz-tagging": "team=blue%20x" });
  });

  it("takes a lease for that object alone and uploads with it", async () => {
    const { exitCode, stdout, stderr } = await runCli(["put", file, "s3://my-bucket/a b", "--role-arn", roleArn], {
      env: aws.env,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toBe(
      `uploaded ${file} to s3://my-bucket/a b (9 bytes, verified)\n${aws.s3.endpoint}/my-bucket/a%20b\n`,
    );
    expect(JSON.parse(asked().Policy as string).Statement[0]).toMatchObject({
      Action: ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
      Resource: "arn:aws:s3:::my-bucket/a b",
    });
    expect(aws.s3.requests[0]?.body.toString()).toBe("a report\n");
    expect(aws.s3.requests[0]?.headers["x-amz-security-token"]).toBe("MINTED-TOKEN");
  });

  it.each([
    ["long", ["--region", "eu-west-1", "--backet", "my-bucket", "--role-arn", roleArn, "--s3-object-key", "hoge"]],
    [
      "with equals signs",
      ["--region=eu-west-1", "--backet=my-bucket", `--role-arn=${roleArn}`, "--s3-object-key=hoge"],
    ],
    ["short", ["-r", "eu-west-1", "-b", "my-bucket", "-a", roleArn, "-k", "hoge"]],
    [
      "spelt right",
      ["--region", "eu-west-1", "--bucket", "my-bucket", "--role-arn", roleArn, "--s3-object-key", "hoge"],
    ],
  ])("understands the article's command line, %s", async (_, options) => {
    const { exitCode, stderr } = await runCli(["put", ...options, file], { env: aws.env });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(asked().RoleArn).toBe(roleArn);
    expect(aws.s3.requests[0]?.target).toBe("/my-bucket/hoge");
    expect(aws.s3.requests[0]?.headers.authorization).toContain("/eu-west-1/s3/aws4_request");
  });

  it("asks for the right to set an ACL only with --acl", async () => {
    const args = ["put", file, "s3://my-bucket/key", "--role-arn", roleArn, "--acl", "public-read"];
    expect((await runCli([...args, "--content-type", "text/x"], { env: aws.env })).exitCode).toBe(0);
    expect(JSON.parse(asked().Policy as string).Statement[0].Action).toContain("s3:PutObjectAcl");
    expect(aws.s3.requests[0]?.headers).toMatchObject({ "x-amz-acl": "public-read", "content-type": "text/x" });
  });

  it("prints the result as one line of JSON with --json", async () => {
    const { stdout } = await runCli(["put", file, "s3://my-bucket/key", "--role-arn", roleArn, "--json"], {
      env: aws.env,
    });
    expect(JSON.parse(stdout)).toEqual({
      bucket: "my-bucket",
      key: "key",
      etag: expect.any(String),
      checksum: { algorithm: "CRC32", type: "FULL_OBJECT", value: expect.any(String) },
      sizeBytes: 9,
      url: `${aws.s3.endpoint}/my-bucket/key`,
      requestId: "REQUEST1",
      leaseId: expect.stringMatching(/^[a-z0-9]{20}$/),
      isPublic: true,
    });
    expect(stdout.split("\n")).toHaveLength(2);
  });

  it("takes no lease for a file that is not there", async () => {
    const { exitCode } = await runCli(["put", join(folder, "no"), "s3://my-bucket/key", "-a", roleArn], {
      env: aws.env,
    });
    expect(exitCode).toBe(6);
    expect(aws.sts.requests).toHaveLength(0);
  });

  it("keeps every secret, also with --verbose", async () => {
    const args = ["put", file, "s3://my-bucket/key", "--role-arn", roleArn, "--verbose"];
    const { stdout, stderr } = await runCli(args, { env: aws.env });
    expect(stderr).toContain("environment variables");
    for (const secret of SECRETS) expect(stdout + stderr).not.toContain(secret);
  });
});

describe("keylease put with a lease", () => {
  it("needs nothing but the lease from standard input", async () => {
    const { exitCode, stderr } = await runCli(["put", file, "--lease", "-"], { input: leaseAt() });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(aws.s3.requests[0]?.target).toBe("/my-bucket/reports/a%2A.csv");
    expect(aws.sts.requests).toHaveLength(0);
  });

  it("reads the lease from a file", async () => {
    const path = join(folder, "lease.json");
    writeFileSync(path, leaseAt());
    const { exitCode } = await runCli(["put", file, "s3://my-bucket/reports/a*.csv", "--lease", path]);
    expect(exitCode).toBe(0);
  });

  it.each<[string, string, readonly string[], () => string]>([
    ["another key", "LeaseScopeExceeded", ["s3://my-bucket/reports/ab.csv"], () => leaseAt()],
    ["an ACL that it does not grant", "LeaseScopeExceeded", ["--acl", "public-read"], () => leaseAt()],
    ["a text that is no lease", "LeaseMalformed", [], () => '{"secretAccessKey":"SECRET/KEY+EXAMPLE"}'],
    ["nothing", "LeaseMalformed", [], () => ""],
    [
      "a lease that is over",
      "LeaseExpired",
      [],
      () => leaseAt({ credentials: { ...sampleLease.credentials, expiration: new Date(0) } }),
    ],
  ])("refuses %s with exit code 4 before any call, and keeps every secret", async (_, code, args, document) => {
    const input = document();
    const { exitCode, stdout, stderr } = await runCli(["put", file, ...args, "--lease", "-", "--json"], { input });
    expect(JSON.parse(stderr).error.code).toBe(code);
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: "" });
    expect(aws.s3.requests).toHaveLength(0);
    for (const secret of ["SECRET/KEY+EXAMPLE", "TOKEN/EXAMPLE=="]) expect(stderr).not.toContain(secret);
  });

  it("says that a lease file is not there", async () => {
    const { exitCode, stderr } = await runCli(["put", file, "--lease", join(folder, "nothing.json")]);
    expect(exitCode).toBe(6);
    expect(stderr).toContain("nothing.json` cannot be read (ENOENT)");
  });
});
