import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { runCli } from "../support/cli.ts";
import { runInProcess } from "../support/cli-in-process.ts";

const roleArn = "arn:aws:iam::111111111111:role/uploader";
const role = ["--role-arn", roleArn, "--region", "ap-northeast-1"];

describe("the program", () => {
  it("prints its version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await runCli(["--version"])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("prints help on request, and to standard error with exit code 2 where no command was named", async () => {
    const asked = await runCli(["--help"]);
    expect(asked.exitCode).toBe(0);
    expect(asked.stdout).toContain("Usage: keylease");
    const unasked = await runCli([]);
    expect(unasked).toEqual({ exitCode: 2, stdout: "", stderr: asked.stdout });
  });
});

describe("a wrong command line is refused with exit code 2 and two sentences", () => {
  it.each<[string, readonly string[], RegExp]>([
    ["an unknown command", ["frobnicate"], /unknown command `frobnicate`/],
    ["an unknown option", ["put", "f", "--bukcet", "b"], /unknown option `--bukcet`\.\nDid you mean --bucket\?/],
    ["a missing argument", ["put"], /missing required argument `file`/],
    ["too many arguments", ["explain", "a", "b"], /too many arguments/],
    ["a target among the files", ["put", "file", "s3://bucket/key", "x"], /`s3:..bucket.key` stands among the files/],
    ["an option without its value", ["put", "f", "--role-arn"], /argument missing/],
    [
      "a choice that is none",
      ["lease", "s3://bucket/key", "--format", "xml"],
      /Allowed choices are json, env, env-no-export, process/,
    ],
    ["a role and a lease", ["put", "f", "--lease", "l", "--role-arn", "a"], /cannot be used with/],
    ["a region for a lease that has one", ["put", "f", "--lease", "l", "--region", "r"], /cannot be used with/],
    ["neither role nor lease", ["put", "f", "s3://bucket/key"], /neither a role nor a lease/],
    ["no object", ["put", "f", ...role], /no object/],
    ["a key without a bucket", ["put", "f", "-k", "key", ...role], /a bucket is missing/],
    ["a bucket without a key", ["put", "f", "-b", "bucket", ...role], /a key is missing/],
    ["two keys", ["put", "f", "s3://bucket/a", "-k", "b", ...role], /given as `a` and as `b`/],
    ["two buckets", ["put", "f", "--bucket", "one", "--backet", "two", "-k", "k", ...role], /`one` and as `two`/],
    ["a lease without a role", ["lease", "s3://bucket/key"], /no role/],
    ["a role and a federated user", ["lease", "s3://bucket/k", ...role, "--federate", "n"], /cannot be used with/],
    ["an ACL that is none", ["put", "f", "s3://bucket/key", "--acl", "public", ...role], /not a canned ACL/],
    ["a duration that is none", ["lease", "s3://bucket/key", "-d", "soon", ...role], /`soon` is not a duration/],
    ["a duration that is too short", ["lease", "s3://bucket/key", "-d", "14m", ...role], /cannot last `840` seconds/],
    ["a duration that is too long", ["lease", "s3://bucket/key", "-d", "13h", ...role], /cannot last `46800` seconds/],
    ["an ARN that is none", ["lease", "s3://bucket/key", "--role-arn", "x", "--region", "r"], /`x` is not an ARN/],
    ["a scope that is none", ["lease", "bucket/key", ...role], /does not name an object in S3/],
    ["a scope without a key", ["lease", "s3://bucket", ...role], /the scope names no key/],
    [
      "a word that grants nothing",
      ["lease", "s3://bucket/key", "--allow", "acl,admin", ...role],
      /cannot grant `admin`/,
    ],
    ["a key that no policy holds", ["lease", "s3://bucket/\u3042", ...role], /U\+3042/],
    ["a key that is too long", ["lease", `s3://bucket/${"k".repeat(1025)}`, ...role], /1025 bytes/],
    ["no region", ["lease", "s3://bucket/key", "--role-arn", roleArn], /no region is known/],
    ["an endpoint that is none", ["lease", "s3://bucket/key", "--endpoint-url", "x", ...role], /is not an endpoint/],
    ["a port that is none", ["emulator", "--port", "http"], /`http` is not a port/],
    ["a parameter without a value", ["deploy", "--parameter", "x"], /`x` is not a parameter/],
  ])("%s", async (_, args, message) => {
    const { exitCode, stdout, stderr } = await runInProcess(args);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/^keylease: .+\.\n.+[.?!]\n$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
  });
});

describe("with --json an error is one line of JSON on standard error", () => {
  it.each<[string, readonly string[], string, number]>([
    ["of the command line", ["put", "--json"], "ArgumentInvalid", 2],
    ["of a value", ["lease", "s3://bucket", "--json", ...role], "ScopeEmpty", 2],
    ["of this machine", ["put", "/nowhere", "s3://bucket/key", "--json", ...role], "FileUnreadable", 6],
    ["of the caller", ["lease", "s3://bucket/key", "--json", ...role], "CallerUnknown", 4],
  ])("%s", async (_, args, code, expected) => {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect(JSON.parse(stderr)).toEqual({
      error: { code, message: expect.any(String), hint: expect.any(String), facts: expect.any(Object) },
    });
    expect({ exitCode, stdout }).toEqual({ exitCode: expected, stdout: "" });
  });
});
