import { GetRolePolicyCommand, ListRolePoliciesCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Lease, type RevokeOptions, revokeBefore, revokeLease } from "../../../src/lease/index.ts";
import { denyLease } from "../../../src/lease/revocation/denial.ts";
import { allow, iamOf, makeUser, policyDocument, rootOf } from "../../emulator/services/iam/identities.ts";
import { refusedBy } from "../../support/refused-by.ts";
import { type LeasingWorld, makeLeasingWorld, put, s3Of } from "../leasing-world.ts";

let world: LeasingWorld;
beforeEach(async () => {
  world = await makeLeasingWorld();
});
afterEach(() => world.close());

function options(more: Partial<RevokeOptions> = {}): RevokeOptions {
  const { emulator, roleArn } = world;
  const { accessKeyId, secretAccessKey } = rootOf(emulator);
  return {
    roleArn,
    region: emulator.region,
    endpointUrl: emulator.endpoint,
    environment: {},
    credentials: { accessKeyId, secretAccessKey },
    ...more,
  };
}

const iam = () => iamOf(world.emulator);
const names = async (): Promise<readonly string[]> =>
  (await iam().send(new ListRolePoliciesCommand({ RoleName: "uploader" }))).PolicyNames ?? [];
const write = (lease: Lease): Promise<string> => put(s3Of(world, lease), "key");
const plant = (PolicyName: string, statements = [{ Effect: "Deny", Action: "iam:*", Resource: "*" }]) =>
  iam().send(
    new PutRolePolicyCommand({ RoleName: "uploader", PolicyName, PolicyDocument: policyDocument(...statements) }),
  );

describe("a lease that is revoked", () => {
  it("is refused at once, while another lease of the same role and a new one work", async () => {
    const [revoked, other] = [
      await world.lease({ key: "key", actions: ["upload"] }),
      await world.lease({ key: "key", actions: ["upload"] }),
    ];
    expect([await write(revoked), await write(other)]).toEqual(["ok", "ok"]);
    const { policyName, removed } = await revokeLease(revoked.id, options());
    expect(removed).toEqual([]);
    expect([await write(revoked), await write(other)]).toEqual(["AccessDenied", "ok"]);
    expect(await write(await world.lease({ key: "key", actions: ["upload"] }))).toBe("ok");
    expect(await names()).toEqual([policyName, "rights"]);
    const { PolicyDocument } = await iam().send(
      new GetRolePolicyCommand({ RoleName: "uploader", PolicyName: policyName }),
    );
    expect(decodeURIComponent(PolicyDocument ?? "")).not.toMatch(/\s/);
  });

  it("stays refused when it is revoked again, by one denial", async () => {
    const lease = await world.lease({ key: "key", actions: ["upload"] });
    const later = { now: () => new Date(Date.now() + 60_000) };
    const first = await revokeLease(lease.id, options());
    const second = await revokeLease(lease.id, options({ clock: later }));
    expect(second.removed).toEqual([first.policyName]);
    expect(await names()).toEqual([second.policyName, "rights"]);
    expect(await write(lease)).toBe("AccessDenied");
  });

  it("stays refused whoever revokes others at the same time", async () => {
    const leases = await Promise.all(Array.from({ length: 8 }, () => world.lease({ key: "key", actions: ["upload"] })));
    await Promise.all(leases.map(({ id }) => revokeLease(id, options())));
    expect(await Promise.all(leases.map(write))).toEqual(leases.map(() => "AccessDenied"));
  });

  it("of a web identity or of any other way to the role is the same, and an unknown role is told", async () => {
    const refused = await refusedBy(
      revokeLease("abcdefghij0123456789", options({ roleArn: "arn:aws:iam::111111111111:role/path/none" })),
    );
    expect(refused.code).toBe("ServiceError");
    expect(refused.facts).toMatchObject({ service: "iam", operation: "GetRole", awsCode: "NoSuchEntity" });
  });

  it("must have an id that can be one", async () => {
    expect((await refusedBy(revokeLease("abc*", options()))).code).toBe("ArgumentInvalid");
  });
});

describe("all sessions before a time", () => {
  it("are refused, and later ones work", async () => {
    const old = await world.lease({ key: "key", actions: ["upload"] });
    await revokeBefore(new Date(), options());
    expect(await write(old)).toBe("AccessDenied");
    world.emulator.advanceClock(2);
    expect(await write(await world.lease({ key: "key", actions: ["upload"] }))).toBe("ok");
  });

  it("make single denials of older leases superfluous", async () => {
    const lease = await world.lease({ key: "key", actions: ["upload"] });
    const anHourAgo = { now: () => new Date(Date.now() - 3_600_000) };
    const single = await revokeLease(lease.id, options({ clock: anHourAgo }));
    const all = await revokeBefore(new Date(), options());
    expect(all.removed).toEqual([single.policyName]);
    expect(await names()).toEqual([all.policyName, "rights"]);
    expect(await write(lease)).toBe("AccessDenied");
  });

  it("cannot be before a time to come", async () => {
    expect((await refusedBy(revokeBefore(new Date(Date.now() + 3_600_000), options()))).code).toBe("ArgumentInvalid");
  });
});

describe("denials that deny nothing any more", () => {
  it("are removed by the next revocation, and no other policy is", async () => {
    await plant("keylease-revoked-mine");
    const longAgo = { now: () => new Date(Date.now() - 13 * 3_600_000) };
    const old = await revokeLease("abcdefghij0123456789", options({ clock: longAgo }));
    const { removed, policyName } = await revokeLease("bbcdefghij0123456789", options());
    expect(removed).toEqual([old.policyName]);
    expect(await names()).toEqual([policyName, "keylease-revoked-mine", "rights"].sort());
  });

  it("are left where the caller may not remove them, and the lease is denied all the same", async () => {
    const lease = await world.lease({ key: "key", actions: ["upload"] });
    const caller = await makeUser(iam(), "revoker", [allow(["iam:GetRole", "iam:PutRolePolicy"])]);
    const { leftBecause } = await revokeLease(lease.id, options({ credentials: caller }));
    expect(leftBecause).toContain("iam refused ListRolePolicies with AccessDenied");
    expect(await write(lease)).toBe("AccessDenied");
  });

  it("are no reason to go on where the caller may not even deny", async () => {
    const caller = await makeUser(iam(), "revoker", [allow("iam:GetRole")]);
    const refused = await refusedBy(revokeLease("abcdefghij0123456789", options({ credentials: caller })));
    expect(refused.facts).toMatchObject({ operation: "PutRolePolicy", awsCode: "AccessDenied" });
  });
});

describe("a role whose inline policies are full", () => {
  /** Fills what IAM allows with a large policy, and denials of leases that were revoked an hour ago. */
  async function fill(): Promise<void> {
    await plant("large", [
      { Effect: "Deny", Action: "iam:*", Resource: `arn:aws:iam::111111111111:user/${"x".repeat(9200)}` },
    ]);
    const now = new Date(Date.now() - 3_600_000);
    for (let i = 0; i < 100; i++) {
      const { policyName, document } = denyLease(String(i).padStart(20, "a"), { roleId: "AROAAAAAAAAAAAAAAAAAA", now });
      const planted = await iam()
        .send(new PutRolePolicyCommand({ RoleName: "uploader", PolicyName: policyName, PolicyDocument: document }))
        .catch((error: Error) => error.name);
      if (typeof planted === "string") return;
    }
    throw new Error("it is never full");
  }

  it("takes no denial of one lease more, and says what to do", async () => {
    await fill();
    const before = await names();
    const refused = await refusedBy(revokeLease("bbcdefghij0123456789", options()));
    expect(refused.code).toBe("RevocationsFull");
    expect(refused.hint).toContain("--all-before now");
    expect(await names()).toEqual(before);
  });

  it("takes one of all older sessions, which makes room", async () => {
    const lease = await world.lease({ key: "key", actions: ["upload"] });
    await fill();
    const { policyName, removed } = await revokeBefore(new Date(), options());
    expect(removed.length).toBeGreaterThan(2);
    expect(await names()).toEqual([policyName, "large", "rights"]);
    expect(await write(lease)).toBe("AccessDenied");
  });

  it("takes a denial once expired ones are out of the way", async () => {
    const longAgo = { now: () => new Date(Date.now() - 13 * 3_600_000) };
    const old = await revokeLease("abcdefghij0123456789", options({ clock: longAgo }));
    await fill();
    const { removed } = await revokeLease("bbcdefghij0123456789", options());
    expect(removed).toEqual([old.policyName]);
  });
});
