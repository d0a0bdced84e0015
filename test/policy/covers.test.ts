import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { covers, evaluate, type Policy, parsePolicy } from "../../src/policy/index.ts";
import { ACCOUNT, PRINCIPALS } from "./principals.ts";

type Grant = Readonly<Record<string, unknown>>;

function policy(...statements: readonly Grant[]): Policy {
  const full = statements.map((one) => ({ Effect: "Allow", ...one }));
  return parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: full }), "identity");
}

const bucket = "arn:aws:s3:::b";
const put = (Resource: unknown, more: Grant = {}): Grant => ({ Action: "s3:PutObject", Resource, ...more });

describe("a policy covers another", () => {
  test.each([
    ["itself", put(`${bucket}/k`), put(`${bucket}/k`)],
    ["a key under its prefix", put(`${bucket}/*`), put(`${bucket}/a/k`)],
    ["a longer prefix", put(`${bucket}/a*`), put(`${bucket}/ab*`)],
    ["one of its actions", { Action: "s3:*", Resource: "*" }, put(`${bucket}/k`)],
    ["the same under more conditions", put("*"), put("*", { Condition: { Bool: { "aws:SecureTransport": true } } })],
    ["the same variable", put(`${bucket}/\${aws:username}/*`), put(`${bucket}/\${aws:username}/*`)],
    ["whatever value a variable has", put(`${bucket}/*`), put(`${bucket}/\${aws:username}/x`)],
    ["an escaped star", put(`${bucket}/*`), put(`${bucket}/a\${*}b`)],
    ["a question mark by a star", put(`${bucket}/a*`), put(`${bucket}/a?b`)],
    ["the same NotAction", { NotAction: "iam:*", Resource: "*" }, { NotAction: "iam:*", Resource: "*" }],
  ])("%s", (_, outer, inner) => {
    expect(covers(policy(outer), policy(inner))).toBe(true);
  });

  test.each([
    ["another key", put(`${bucket}/k`), put(`${bucket}/l`)],
    ["a wider prefix", put(`${bucket}/ab*`), put(`${bucket}/a*`)],
    ["everything", put(`${bucket}/*`), put("*")],
    ["a further action", put("*"), { Action: "s3:Put*", Resource: "*" }],
    ["the same under fewer conditions", put("*", { Condition: { Bool: { "aws:SecureTransport": true } } }), put("*")],
    ["a star by an escaped star", put(`${bucket}/a\${*}`), put(`${bucket}/a*`)],
    ["a star by a question mark", put(`${bucket}/?`), put(`${bucket}/*`)],
    ["a key by a variable", put(`${bucket}/\${aws:username}`), put(`${bucket}/alice`)],
    ["another account's by a wildcard that stays in its part", put("arn:aws:sqs:*:1*:q"), put("arn:aws:sqs:x:2:q")],
    ["what it denies", { Effect: "Deny", Action: "s3:*", Resource: "*" }, put(`${bucket}/k`)],
  ])("but not %s", (_, outer, inner) => {
    expect(covers(policy(outer), policy(inner))).toBe(false);
  });

  test("where both deny the same", () => {
    const deny = { Effect: "Deny", Action: "s3:*", Resource: `${bucket}/secret/*` };
    expect(covers(policy(put("*"), deny), policy(put(`${bucket}/*`), { ...deny, Action: "*" }))).toBe(true);
    expect(covers(policy(put("*"), deny), policy(put(`${bucket}/*`)))).toBe(false);
  });

  test("so that whatever the inner allows, the outer does", () => {
    const piece = fc.constantFrom("*", "?", "a", "b", "/", "ab", "${*}", "${aws:username}");
    const key = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => `${bucket}/${pieces.join("")}`);
    const statement = fc.record({
      Effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
      Action: fc.constantFrom("s3:PutObject", "s3:Put*", "s3:?utObject", "*", "s3:GetObject"),
      Resource: fc.oneof(key, key, fc.constantFrom("*", "arn:aws:s3:::*", "arn:aws:s3:*:*:b/*")),
    });
    const policies = fc.array(statement, { minLength: 1, maxLength: 3 });
    const asked = fc.record({
      action: fc.constantFrom("s3:PutObject", "s3:GetObject"),
      key: fc.stringMatching(/^[ab/*]{1,4}$/),
      user: fc.constantFrom(undefined, "a", "b/a"),
    });
    let proved = 0;
    fc.assert(
      fc.property(policies, policies, fc.array(asked, { minLength: 4, maxLength: 8 }), (a, b, questions) => {
        const [outer, inner] = [policy(...a), policy(...b)];
        if (!covers(outer, inner)) return;
        proved++;
        for (const { action, key: name, user } of questions) {
          const allowed = (one: Policy): boolean =>
            evaluate(
              {
                principal: PRINCIPALS.alice,
                action,
                resource: `${bucket}/${name}`,
                resourceAccountId: ACCOUNT,
                context: new Map(user === undefined ? [] : [["aws:username", user]]),
              },
              { identity: [{ name: "p", policy: one }], resource: [] },
            ).effect === "Allow";
          if (allowed(inner)) expect(allowed(outer)).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
    // A property that is never tried would hold as well.
    expect(proved).toBeGreaterThan(100);
  });
});
