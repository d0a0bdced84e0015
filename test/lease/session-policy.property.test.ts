// biome-ignore-all lint/suspicious/noTemplateCurlyInString: keys that look like policy variables are the point.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sessionPolicyFor } from "../../src/lease/index.ts";
import { evaluate, parsePolicy, policyCanHold } from "../../src/policy/index.ts";

const BUCKET = "my-bucket";

/** Keys made of what is special somewhere: wildcards, variables, their escapes, dots, slashes, quotes, ARN colons. */
const piece = fc.constantFrom(
  "*",
  "?",
  "$",
  "{",
  "}",
  "${",
  "${*}",
  "${$}",
  "${aws:username}",
  "${aws:PrincipalArn, 'x'}",
  "a",
  "ab",
  "/",
  "..",
  ":",
  "'",
  '"',
  "\\",
  "\\u002a",
  "%2A",
  " ",
  "\n",
  "\u00E9",
);
const text = fc.string({ unit: "grapheme", maxLength: 12 });
const key = fc
  .array(fc.oneof({ weight: 4, arbitrary: piece }, { weight: 1, arbitrary: text }), { minLength: 1, maxLength: 8 })
  .map((pieces) => pieces.join(""))
  .filter((candidate) => candidate !== "" && !candidate.endsWith("/") && policyCanHold(candidate));

/** Whether credentials that may do everything, confined by the policy for `leased`, may put `asked`. */
function mayPut(leased: string, asked: string, bucket = BUCKET): boolean {
  const session = parsePolicy(sessionPolicyFor({ bucket: BUCKET, key: leased, actions: ["upload"] }), "session");
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
      action: "s3:PutObject",
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
    const grown = fc.tuple(key, fc.string({ maxLength: 5 }), fc.nat({ max: 40 }));
    fc.assert(
      fc.property(grown, ([leased, filling, at]) => {
        const other = leased.replaceAll("*", filling).replaceAll("?", "z").replaceAll("${aws:username}", "ab");
        const inserted = leased.slice(0, at) + filling + leased.slice(at);
        for (const asked of [other, inserted, `${leased}x`, leased.slice(0, -1)]) {
          if (asked !== leased) expect(mayPut(leased, asked)).toBe(false);
        }
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
