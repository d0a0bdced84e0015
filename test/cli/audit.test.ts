import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AUDIT_EVENTS, readAudit } from "../../src/audit/index.ts";
import { createProgram } from "../../src/cli/program/program.ts";
import { parseLease } from "../../src/lease/index.ts";
import { runCli } from "../support/cli.ts";
import { runInProcess } from "../support/cli-in-process.ts";
import { temporaryDirectories } from "../support/temporary-directory.ts";
import { type FakeAws, SECRETS, startFakeAws } from "./fake-aws.ts";

const roleArn = "arn:aws:iam::111111111111:role/uploader";
const temporaryDirectory = temporaryDirectories();

let aws: FakeAws;
beforeEach(async () => {
  aws = await startFakeAws();
});
afterEach(() => aws.close());

const take = (env: Readonly<Record<string, string>>, ...args: readonly string[]) =>
  runCli(["lease", "s3://my-bucket/key", "--role-arn", roleArn, ...args], { env: { ...aws.env, ...env } });

describe("keylease lease", () => {
  it("writes into the state folder that a lease was minted and where it went, and no secret", async () => {
    const XDG_STATE_HOME = temporaryDirectory();
    const { stdout, stderr } = await take({ XDG_STATE_HOME });
    const path = join(XDG_STATE_HOME, "keylease", "audit.jsonl");
    expect(stderr).toBe("");
    const { id } = parseLease(stdout);
    expect((await readAudit(path)).entries).toMatchObject([
      { event: "minted", leaseId: id, roleArn, scope: { bucket: "my-bucket", key: "key" } },
      { event: "handed-over", leaseId: id, to: "standard output" },
    ]);
    for (const secret of SECRETS) expect(readFileSync(path, "utf8")).not.toContain(secret);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(XDG_STATE_HOME, "keylease")).mode & 0o777).toBe(0o700);
  });

  it("names the file that a lease was written to", async () => {
    const KEYLEASE_AUDIT_LOG = join(temporaryDirectory(), "mine.jsonl");
    const output = join(temporaryDirectory(), "lease.json");
    await take({ KEYLEASE_AUDIT_LOG }, "--output", output);
    expect((await readAudit(KEYLEASE_AUDIT_LOG)).entries[1]).toMatchObject({ to: `the file ${output}` });
  });

  it("calls nobody where the file that was named cannot be written", async () => {
    const { exitCode, stdout, stderr } = await take({ KEYLEASE_AUDIT_LOG: temporaryDirectory() });
    expect({ exitCode, stdout }).toEqual({ exitCode: 6, stdout: "" });
    expect(stderr).toContain("cannot be written (EISDIR)");
    expect(aws.sts.requests).toHaveLength(0);
  });

  it("says so and goes on where only the state folder cannot be written", async () => {
    const XDG_STATE_HOME = join(temporaryDirectory(), "a-file");
    writeFileSync(XDG_STATE_HOME, "");
    const { exitCode, stdout, stderr } = await take({ XDG_STATE_HOME });
    expect(exitCode).toBe(0);
    expect(parseLease(stdout).roleArn).toBe(roleArn);
    expect(stderr).toMatch(/^no audit line is written: .*audit\.jsonl cannot be written\n/);
  });

  it("writes nothing with --dry-run", async () => {
    const KEYLEASE_AUDIT_LOG = join(temporaryDirectory(), "mine.jsonl");
    await take({ KEYLEASE_AUDIT_LOG }, "--dry-run");
    expect((await readAudit(KEYLEASE_AUDIT_LOG)).entries).toEqual([]);
  });
});

describe("keylease audit", () => {
  it("shows what became of leases as a table, with names made harmless", async () => {
    const file = join(temporaryDirectory(), "audit.jsonl");
    const origin = { user: "ci", host: "runner", pid: 1 };
    const lines = [
      {
        ...{
          event: "minted",
          leaseId: "abcdefghij0123456789",
          scope: { bucket: "my-bucket", key: "a\u0085b", actions: ["upload"] },
        },
        ...{ roleArn, principalArn: "arn:session", expiresAt: "2026-11-26T06:15:00.000Z" },
      },
      { event: "handed-over", leaseId: "abcdefghij0123456789", to: "standard output" },
      {
        ...{ event: "refused", scope: { bucket: "my-bucket", prefix: "p/", actions: ["upload"] }, roleArn },
        ...{ code: "ServiceError", awsCode: "AccessDenied", operation: "AssumeRole" },
      },
      { event: "revoked", roleArn, issuedBefore: "2026-11-26T05:00:00.000Z" },
      { event: "claim-refused", leaseId: "abcdefghij0123456789", from: "127.0.0.1" },
    ];
    const text = lines.map(
      (line) => `${JSON.stringify({ version: 1, time: "2026-11-26T06:00:00.000Z", ...line, ...origin })}\n`,
    );
    writeFileSync(file, `${text.join("")}torn`);
    const { exitCode, stdout, stderr } = await runInProcess(["audit", "--audit-log", file]);
    expect(exitCode).toBe(0);
    expect(stderr).toBe(`1 lines of ${file} are not audit lines, or not whole\n`);
    const shown = stdout.split("\n").map((line) => line.split(/ {2,}/));
    const time = "2026-11-26 06:00:00 UTC";
    expect(shown).toEqual([
      ["TIME", "EVENT", "LEASE", "OBJECTS", "BY", "WHAT"],
      [
        time,
        "minted",
        "abcdefghij0123456789",
        "s3://my-bucket/a\\u0085b",
        "ci@runner",
        "until 2026-11-26T06:15:00Z, as arn:session",
      ],
      [time, "handed-over", "abcdefghij0123456789", "-", "ci@runner", "to standard output"],
      [
        time,
        "refused",
        "-",
        "everything below s3://my-bucket/p/",
        "ci@runner",
        `ServiceError (AccessDenied from AssumeRole), of ${roleArn}`,
      ],
      [time, "revoked", "-", "-", "ci@runner", `all of ${roleArn} before 2026-11-26T05:00:00.000Z`],
      [time, "claim-refused", "abcdefghij0123456789", "-", "ci@runner", "from 127.0.0.1"],
      [""],
    ]);
  });

  it("prints the lines as one line of JSON, those that were asked for", async () => {
    const XDG_STATE_HOME = temporaryDirectory();
    const file = join(XDG_STATE_HOME, "keylease", "audit.jsonl");
    mkdirSync(join(XDG_STATE_HOME, "keylease"));
    const line = (time: Date, leaseId: string) => `${JSON.stringify({ version: 1, time, event: "minted", leaseId })}\n`;
    writeFileSync(file, line(new Date(Date.now() - 7_200_000), "old") + line(new Date(), "new"));
    const { stdout } = await runInProcess(["audit", "--since", "1h", "--json"], { XDG_STATE_HOME });
    expect(JSON.parse(stdout)).toMatchObject({ file, entries: [{ leaseId: "new" }], unreadable: 0 });
  });

  it("says that there are none, and refuses a time that is none", async () => {
    const file = join(temporaryDirectory(), "none.jsonl");
    expect((await runInProcess(["audit", "--audit-log", file])).stdout).toBe(`there are no such lines in ${file}\n`);
    expect((await runInProcess(["audit", "--since", "yesterday"])).exitCode).toBe(2);
    expect((await runInProcess(["audit", "--since", "2026-11-26T06:00"])).exitCode).toBe(2);
  });

  it("takes every event for --event", () => {
    const program = createProgram({ start: async () => {}, writeOut: () => {}, writeErr: () => {} });
    const audit = program.commands.find((command) => command.name() === "audit");
    expect(audit?.options.find(({ long }) => long === "--event")?.argChoices).toEqual(AUDIT_EVENTS);
  });
});
