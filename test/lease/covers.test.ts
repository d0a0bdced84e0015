import { describe, expect, it } from "vitest";
import { checkCovers, checkScope, type Lease, leaseFor, onlyObject } from "../../src/lease/index.ts";
import { refusedBy } from "../support/refused-by.ts";
import { sampleLease } from "./sample-lease.ts";

const bucket = "my-bucket";
const of = (objects: object, more: object = {}): Lease => ({
  ...sampleLease,
  scope: checkScope({ bucket, actions: ["upload"], ...objects, ...more }),
});
const use = (key: string) => ({ bucket, key, actions: ["upload"] as const });

describe("a lease covers", () => {
  it.each<[object, string[], string[]]>([
    [{ key: "a*" }, ["a*"], ["a", "ab", "a*b", "A*", ""]],
    [{ keys: ["a", "b*"] }, ["a", "b*"], ["b", "bx", "a/b*", "a,b*"]],
    [{ prefix: "in/" }, ["in/x", "in/", "in/../x", "in/\u3042"], ["in", "inx", "/in/x", "In/x", "x/in/x"]],
    [{ prefix: "a*/" }, ["a*/x"], ["ab/x", "a/x"]],
  ])("%j: keys as they stand, and no others", async (objects, covered, others) => {
    for (const key of covered) checkCovers(of(objects), use(key));
    for (const key of others) {
      expect((await refusedBy(() => checkCovers(of(objects), use(key)))).code, key).toBe("LeaseScopeExceeded");
    }
  });

  it("no other bucket and no action that it does not name", async () => {
    const lease = of({ prefix: "in/" });
    expect((await refusedBy(() => checkCovers(lease, { ...use("in/x"), bucket: "other" }))).code).toBe(
      "LeaseScopeExceeded",
    );
    const acl = { ...use("in/x"), actions: ["upload", "acl"] as const };
    expect((await refusedBy(() => checkCovers(lease, acl))).message).toContain("acl");
  });
});

describe("of several leases", () => {
  const leases = [of({ keys: ["a", "b"] }), of({ key: "c" })];

  it("the one for the object is taken", async () => {
    expect(leaseFor(leases, use("b"))).toBe(leases[0]);
    expect(leaseFor(leases, use("c"))).toBe(leases[1]);
    const error = await refusedBy(() => leaseFor(leases, use("d")));
    expect(error.code).toBe("LeaseScopeExceeded");
    expect(error.hint).toContain("s3://my-bucket/a and 1 more, s3://my-bucket/c");
  });
});

it("only a lease of one object has one by itself", async () => {
  expect(onlyObject(of({ key: "a" }))).toMatchObject({ bucket, key: "a" });
  for (const objects of [{ prefix: "in/" }, { keys: ["a", "b"] }]) {
    expect((await refusedBy(() => onlyObject(of(objects)))).code).toBe("ArgumentInvalid");
  }
});
