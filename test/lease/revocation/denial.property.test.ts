import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { denyBefore, denyLease, isCoveredBy, isOver, readDenialName } from "../../../src/lease/revocation/denial.ts";
import { evaluate, parsePolicy } from "../../../src/policy/index.ts";

const leaseId = fc.string({
  unit: fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789"),
  minLength: 20,
  maxLength: 20,
});
const roleId = fc
  .string({ unit: fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"), minLength: 17, maxLength: 17 })
  .map((text) => `AROA${text}`);
const time = fc.date({
  min: new Date("2024-01-01T00:00:00Z"),
  max: new Date("2040-01-01T00:00:00Z"),
  noInvalidDate: true,
});
const action = fc.constantFrom("s3:PutObject", "s3:GetObject", "sts:AssumeRole", "iam:GetRole", "kms:Decrypt");

/** Whether a session of a role that may do everything may still do the action beside the denial. */
function may(document: string, session: { userId: string; issuedAt?: Date; asked?: string }): boolean {
  const everything = parsePolicy(
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    "identity",
  );
  const uniqueId = session.userId.split(":")[0] ?? "";
  const context = new Map([["aws:userid", session.userId]]);
  if (session.issuedAt !== undefined)
    context.set("aws:tokenissuetime", `${session.issuedAt.toISOString().slice(0, 19)}Z`);
  const decision = evaluate(
    {
      principal: {
        type: "role-session",
        accountId: "111111111111",
        arn: `arn:aws:sts::111111111111:assumed-role/uploader/${session.userId.split(":")[1]}`,
        roleArn: "arn:aws:iam::111111111111:role/uploader",
        uniqueId,
      },
      action: session.asked ?? "s3:PutObject",
      resource: "arn:aws:s3:::bucket/key",
      resourceAccountId: "111111111111",
      context,
    },
    {
      identity: [
        { name: "rights", policy: everything },
        { name: "denial", policy: parsePolicy(document, "identity") },
      ],
      resource: [],
    },
  );
  return decision.effect === "Allow";
}

describe("the denial of a lease", () => {
  it("denies everything to that lease's session, and nothing to any other session of any role", () => {
    fc.assert(
      fc.property(leaseId, leaseId, roleId, roleId, action, (lease, other, role, otherRole, asked) => {
        const { document } = denyLease(lease, { roleId: role, now: new Date() });
        expect(may(document, { userId: `${role}:keylease-${lease}`, asked })).toBe(false);
        if (other !== lease) expect(may(document, { userId: `${role}:keylease-${other}`, asked })).toBe(true);
        if (otherRole !== role) expect(may(document, { userId: `${otherRole}:keylease-${lease}`, asked })).toBe(true);
        for (const near of [`${lease}x`, lease.slice(1), lease.toUpperCase()]) {
          if (near !== lease) expect(may(document, { userId: `${role}:keylease-${near}`, asked })).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("says by its name what it denies, and stands longer than any session lives", () => {
    fc.assert(
      fc.property(leaseId, roleId, time, (lease, role, now) => {
        const { policyName, standsUntil } = denyLease(lease, { roleId: role, now });
        expect(policyName).toMatch(/^[\w+=,.@-]{1,128}$/);
        const read = readDenialName(policyName);
        expect(read).toMatchObject({ policyName, leaseId: lease, standsUntil });
        if (read === undefined) throw new Error("unreachable");
        expect(isOver(read, new Date(now.getTime() + 12 * 3_600_000))).toBe(false);
        expect(isOver(read, new Date(now.getTime() + 13 * 3_600_000))).toBe(true);
      }),
    );
  });
});

describe("the denial of all before a time", () => {
  it("denies everything to older sessions, those of its second included, and nothing to younger ones", () => {
    fc.assert(
      fc.property(time, fc.integer({ min: -100_000, max: 100_000 }), leaseId, roleId, (before, offset, lease, role) => {
        const { document } = denyBefore(before, new Date());
        const issuedAt = new Date(before.getTime() + offset);
        const userId = `${role}:keylease-${lease}`;
        // STS counts in whole seconds: a session of a second that has begun may be older.
        const isOlder = Math.floor(issuedAt.getTime() / 1000) < Math.ceil(before.getTime() / 1000);
        expect(may(document, { userId, issuedAt })).toBe(!isOlder);
      }),
      { numRuns: 300 },
    );
  });
});

describe("a denial that another one covers", () => {
  const role = "AROAAAAAAAAAAAAAAAAAA";
  const read = (name: string) => {
    const denial = readDenialName(name);
    if (denial === undefined) throw new Error(name);
    return denial;
  };

  it("is one whose sessions the other denies at least as long", () => {
    fc.assert(
      fc.property(leaseId, time, fc.integer({ min: -3_600_000, max: 3_600_000 }), (lease, madeAt, offset) => {
        const denied = read(denyLease(lease, { roleId: role, now: madeAt }).policyName);
        const before = new Date(madeAt.getTime() + offset);
        const other = read(denyBefore(before, new Date(madeAt.getTime() + 3_600_000)).policyName);
        // Only where the lease was surely made before that time, by clocks that may be five minutes apart.
        if (isCoveredBy(denied, other)) expect(before.getTime()).toBeGreaterThanOrEqual(madeAt.getTime() + 299_000);
        else expect(before.getTime()).toBeLessThan(madeAt.getTime() + 302_000);
        expect(isCoveredBy(other, denied)).toBe(false);
      }),
    );
  });

  it("is never itself", () => {
    const { policyName } = denyBefore(new Date(), new Date());
    expect(isCoveredBy(read(policyName), read(policyName))).toBe(false);
  });
});

describe("the name of a policy", () => {
  it.each([
    "rights",
    "keylease-revoked-",
    "keylease-revoked-abcdefghij0123456789",
    "keylease-revoked-abcdefghij0123456789-until-20261399T000000Z",
    "keylease-revoked-abc-until-20261126T000000Z",
    "x-keylease-revoked-abcdefghij0123456789-until-20261126T000000Z",
  ])("that is not a denial's is left alone: %s", (name) => {
    expect(readDenialName(name)).toBeUndefined();
  });
});
