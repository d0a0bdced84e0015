import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { auditLog, readAudit } from "../../src/audit/index.ts";
import { rootOf } from "../emulator/services/iam/identities.ts";
import { type LeasingWorld, makeLeasingWorld, put, s3Of } from "../lease/leasing-world.ts";
import { runCli } from "../support/cli.ts";
import { temporaryDirectories } from "../support/temporary-directory.ts";

const temporaryDirectory = temporaryDirectories();
const ID = "abcdefghij0123456789";

let world: LeasingWorld;
beforeAll(async () => {
  world = await makeLeasingWorld();
});
afterAll(() => world.close());

function revoke(args: readonly string[], KEYLEASE_AUDIT_LOG: string) {
  const { accessKeyId, secretAccessKey } = rootOf(world.emulator);
  return runCli(["revoke", ...args], {
    env: {
      AWS_ENDPOINT_URL: world.emulator.endpoint,
      AWS_REGION: world.emulator.region,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      KEYLEASE_AUDIT_LOG,
    },
  });
}

const newAuditLog = (): string => join(temporaryDirectory(), "audit.jsonl");
const scope = { key: "key", actions: ["upload"] };

describe("keylease revoke", () => {
  it("finds the role in the audit log, denies the lease at once and writes that down", async () => {
    const path = newAuditLog();
    const lease = await world.lease(scope, { audit: auditLog(path) });
    const other = await world.lease(scope);
    const { exitCode, stdout, stderr } = await revoke([lease.id], path);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(stdout).toMatch(
      new RegExp(
        `^revoked lease ${lease.id} of ${world.roleArn}, by its inline policy keylease-revoked-${lease.id}-until-\\S+\n$`,
      ),
    );
    expect([await put(s3Of(world, lease), "key"), await put(s3Of(world, other), "key")]).toEqual([
      "AccessDenied",
      "ok",
    ]);
    const { entries } = await readAudit(path);
    expect(entries.map(({ event, leaseId, roleArn }) => [event, leaseId, roleArn])).toEqual([
      ["minted", lease.id, world.roleArn],
      ["revoked", lease.id, world.roleArn],
    ]);
  });

  it("denies all older sessions of a role, and tells it as JSON", async () => {
    const path = newAuditLog();
    const lease = await world.lease(scope);
    const { stdout } = await revoke(["--all-before", "now", "--role-arn", world.roleArn, "--json"], path);
    const done = JSON.parse(stdout);
    expect(done).toMatchObject({ roleArn: world.roleArn, allBefore: expect.stringMatching(/Z$/) });
    expect(await put(s3Of(world, lease), "key")).toBe("AccessDenied");
    expect((await readAudit(path)).entries).toMatchObject([
      { event: "revoked", issuedBefore: done.allBefore, policyName: done.policyName },
    ]);
  });

  it("says what to do where nothing is known of the lease, or it is of no role", async () => {
    const path = newAuditLog();
    const unknown = await revoke([ID], path);
    expect(unknown.exitCode).toBe(6);
    expect(unknown.stderr).toContain("--role-arn");
    const { accessKeyId, secretAccessKey } = rootOf(world.emulator);
    const lease = await world.lease(scope, {
      federatedName: "colleague",
      credentials: { accessKeyId, secretAccessKey },
      audit: auditLog(path),
    } as never);
    const federated = await revoke([lease.id], path);
    expect(federated.exitCode).toBe(2);
    expect(federated.stderr).toContain("is a federated user's");
  });

  it("revokes all the same where the line cannot be written", async () => {
    const lease = await world.lease(scope);
    const { exitCode, stderr } = await revoke([lease.id, "--role-arn", world.roleArn], temporaryDirectory());
    expect(exitCode).toBe(0);
    expect(stderr).toContain("it is revoked, but the audit log");
    expect(await put(s3Of(world, lease), "key")).toBe("AccessDenied");
  });

  it.each([
    [[]],
    [[ID, "--all-before", "now", "--role-arn", "arn:aws:iam::111111111111:role/uploader"]],
    [["--all-before", "now"]],
    [["--all-before", "soon", "--role-arn", "arn:aws:iam::111111111111:role/uploader"]],
    [["not-an-id"]],
  ])("refuses %j before anybody is called", async (args) => {
    expect((await revoke(args, newAuditLog())).exitCode).toBe(2);
  });
});
