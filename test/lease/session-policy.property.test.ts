// biome-ignore-all lint/suspicious/noTemplateCurlyInString: keys that look like policy variables are the point.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sessionPolicyFor } from "../../src/lease/index.ts";
import { evaluate, parsePolicy } from "../../src/policy/index.ts";
import { key, neighbour, prefix } from "./adversarial-keys.ts";

const BUCKET = "my-bucket";

/** The objects of a scope. */
type Objects = { key: string } | { keys: readonly string[] } | { prefix: string };

/** Whether credentials that may do everything, confined by the policy for `leased`, may do the action on an object. */
function may(leased: Objects, asked: string, { bucket = BUCKET, action = "s3:PutObject" } = {}): boolean {
  const policy = sessionPolicyFor({ bucket: BUCKET, actions: ["upload"], ...leased });
  const session = parsePolicy(policy, "session");
  const everything = parsePolicy(
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    "identity",
  );
  const decision = evaluate(
    {
      principal: {
        type: "role-session",
        accountId: "111111111111",
        arn: "arn:aws:sts::111111111111:assumed-role/uploader/keylease-x",
        roleArn: "arn:aws:iam::111111111111:role/uploader",
        uniqueId: "AROAAAAAAAAAAAAAAAAAA",
      },
      action,
      resource: `arn:aws:s3:::${bucket}/${asked}`,
      resourceAccountId: "111111111111",
      // With a value for the variable, so that a key that holds it would match were it not escaped.
      context: new Map([
        ["aws:username", "ab"],
        ["aws:principalarn", "x"],
      ]),
    },
    {
      identity: [{ name: "role policy", policy: everything }],
      session: [{ name: "session policy", policy: session }],
      resource: [],
    },
  );
  return decision.effect === "Allow";
}

const mayPut = (leased: string, asked: string, bucket = BUCKET): boolean => may({ key: leased }, asked, { bucket });

describe("for any two different keys, the session policy of one", () => {
  it("never allows the other, and always allows its own", () => {
    fc.assert(
      fc.property(key, key, (leased, other) => {
        expect(mayPut(leased, leased)).toBe(true);
        if (leased !== other) expect(mayPut(leased, other)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("never allows a key that the other becomes when its special pieces are read as patterns", () => {
    fc.assert(
      fc.property(key, neighbour, (leased, change) => {
        const asked = change(leased);
        if (asked !== leased) expect(mayPut(leased, asked)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  it("never allows the same key in another bucket", () => {
    fc.assert(
      fc.property(key, (leased) => {
        expect(mayPut(leased, leased, "my-bucket2")).toBe(false);
      }),
    );
  });
});

describe("for any prefix, its session policy", () => {
  it("allows what is below it, whatever the rest is, and nothing that does not begin with it", () => {
    fc.assert(
      fc.property(prefix, fc.oneof(key, fc.string({ unit: "grapheme" })), neighbour, (leased, rest, change) => {
        expect(may({ prefix: leased }, leased + rest)).toBe(true);
        for (const asked of [rest, change(leased), change(leased) + rest, change(leased + rest)]) {
          expect(may({ prefix: leased }, asked)).toBe(asked.startsWith(leased));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("never allows another action, nor the prefix in another bucket", () => {
    fc.assert(
      fc.property(prefix, key, (leased, rest) => {
        for (const action of ["s3:GetObject", "s3:DeleteObject", "s3:PutObjectAcl", "s3:ListBucket"]) {
          expect(may({ prefix: leased }, leased + rest, { action })).toBe(false);
        }
        expect(may({ prefix: leased }, leased + rest, { bucket: "my-bucket2" })).toBe(false);
      }),
    );
  });
});

describe("for any several keys, their session policy", () => {
  it("allows each of them and no other", () => {
    const several = fc.uniqueArray(key, { minLength: 2, maxLength: 6 });
    fc.assert(
      fc.property(several, key, neighbour, (keys, other, change) => {
        for (const one of keys) expect(may({ keys }, one)).toBe(true);
        for (const asked of [other, ...keys.map(change)]) expect(may({ keys }, asked)).toBe(keys.includes(asked));
      }),
      { numRuns: 1000 },
    );
  });
});
