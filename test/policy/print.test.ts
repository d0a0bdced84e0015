import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type PolicyKind, parsePolicy, printPolicy } from "../../src/policy/index.ts";

/** Parsed, printed and parsed again. Functions are compared as what they were made from. */
function roundTrip(text: string, kind: PolicyKind): void {
  const policy = parsePolicy(text, kind);
  const printed = printPolicy(policy);
  const again = parsePolicy(printed, kind);
  expect(JSON.stringify(again)).toBe(JSON.stringify(policy));
  expect(printPolicy(again)).toBe(printed);
}

const document = (statement: unknown, Version = "2012-10-17"): string =>
  JSON.stringify({ Version, Statement: statement });
const list = (...values: readonly string[]): fc.Arbitrary<string | string[]> =>
  fc.oneof(fc.constantFrom(...values), fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 }));

describe("printing a policy", () => {
  test("writes every element as a list, without spaces", () => {
    const text = document({ Sid: "a", Effect: "Deny", NotAction: "s3:*", NotResource: "arn:aws:s3:::b/*" });
    expect(printPolicy(parsePolicy(text, "identity"))).toBe(
      '{"Version":"2012-10-17","Statement":[{"Sid":"a","Effect":"Deny","NotAction":["s3:*"],"NotResource":["arn:aws:s3:::b/*"]}]}',
    );
  });

  test("keeps every form of principal", () => {
    const Principal = {
      AWS: ["*", "111122223333", "arn:aws:iam::111122223333:root", "arn:aws:iam::111122223333:user/a"],
      Service: "ec2.amazonaws.com",
      Federated: "arn:aws:iam::111122223333:oidc-provider/token.example.com",
    };
    const statement = { Effect: "Allow", Principal, Action: "sts:AssumeRole" };
    roundTrip(document(statement), "trust");
    roundTrip(document({ ...statement, Principal: "*" }), "trust");
    const bucket = { Effect: "Deny", Action: "s3:*", Resource: "arn:aws:s3:::b/*" };
    roundTrip(
      document({ ...bucket, NotPrincipal: { AWS: ["111122223333"], CanonicalUser: "0".repeat(64) } }),
      "resource",
    );
  });

  test("is undone by parsing, whatever the policy", () => {
    const conditions = fc.dictionary(
      fc.constantFrom("StringLike", "ForAllValues:StringEquals", "StringNotEqualsIfExists"),
      fc.dictionary(
        fc.constantFrom("aws:username", "s3:prefix", "aws:PrincipalTag/a b"),
        list("a*", "${aws:userid}", "${*}"),
        {
          minKeys: 1,
          maxKeys: 2,
        },
      ),
      { minKeys: 1, maxKeys: 2 },
    );
    const statement = fc
      .record({
        Effect: fc.constantFrom("Allow", "Deny"),
        actions: list("s3:PutObject", "S3:put*", "iam:?etUser"),
        negatedActions: fc.boolean(),
        resources: list("*", "arn:aws:s3:::b/${*}", "arn:aws:s3:::b/${aws:username, 'x'}/*", "arn:aws:sqs:*:1?2:q"),
        negatedResources: fc.boolean(),
        Condition: fc.option(conditions, { nil: undefined }),
      })
      .map(({ Effect, Condition, actions, negatedActions, resources, negatedResources }) => ({
        Effect,
        [negatedActions ? "NotAction" : "Action"]: actions,
        [negatedResources ? "NotResource" : "Resource"]: resources,
        Condition,
      }));
    const version = fc.constantFrom("2012-10-17", "2008-10-17");
    fc.assert(
      fc.property(fc.oneof(statement, fc.array(statement, { minLength: 1, maxLength: 3 })), version, (one, Version) => {
        roundTrip(document(one, Version), "identity");
      }),
    );
  });
});
