import { describe, expect, test } from "vitest";
import { PolicyError, type PolicyKind, parsePolicy } from "../../src/policy/index.ts";

const document = (statement: unknown, Version: string | undefined = "2012-10-17"): string =>
  JSON.stringify({ Version, Statement: statement });

function refusal(text: string, kind: PolicyKind): PolicyError {
  try {
    parsePolicy(text, kind);
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error(`the ${kind} policy was accepted: ${text}`);
}

const deny = { Effect: "Deny", Action: "s3:*", Resource: "*" };

describe("a service control policy", () => {
  test.each([
    [
      "allows on single resources under conditions",
      {
        ...deny,
        Effect: "Allow",
        Resource: "arn:aws:s3:::b/*",
        Condition: { Bool: { "aws:SecureTransport": "true" } },
      },
    ],
    ["has NotAction and NotResource", { Effect: "Allow", NotAction: "iam:*", NotResource: "arn:aws:s3:::b" }],
    ["has a wildcard within an action", { ...deny, Action: "s3:*Object" }],
  ])("%s, since 2025", (_, statement) => {
    expect(parsePolicy(document(statement), "scp").statements).toHaveLength(1);
  });

  test.each([
    ["a principal", document({ ...deny, Principal: "*" })],
    ["no version", JSON.stringify({ Statement: deny })],
    ["an old version", document(deny, "2008-10-17")],
  ])("is refused with %s", (_, text) => {
    expect(refusal(text, "scp")).toMatchObject({
      awsCode: "MalformedPolicyDocumentException",
      awsMessage: "The provided policy document does not meet the requirements of the specified policy type.",
    });
  });

  test("has at most 10,240 characters, spaces included", () => {
    const text = document(deny);
    expect(parsePolicy(text.padEnd(10_240), "scp").statements).toHaveLength(1);
    expect(refusal(text.padEnd(10_241), "scp")).toMatchObject({ awsCode: "ConstraintViolationException" });
  });
});

describe("a resource control policy", () => {
  const everyone = { ...deny, Principal: "*" };

  test.each([
    ["denies actions of services", everyone],
    ["names everyone as AWS", { ...everyone, Principal: { AWS: "*" } }],
    [
      "spares resources",
      { Effect: "Deny", Principal: "*", Action: ["s3:*", "sqs:*"], NotResource: "arn:aws:s3:::b/*" },
    ],
    ["is AWS's own that allows everything", { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" }],
    ["is the same, as lists", { Effect: "Allow", Principal: { AWS: ["*"] }, Action: ["*"], Resource: ["*"] }],
  ])("%s", (_, statement) => {
    expect(parsePolicy(document(statement), "rcp").statements).toHaveLength(1);
  });

  test.each([
    ["without a principal", deny, "/Statement/0/Principal"],
    ["for one account alone", { ...everyone, Principal: { AWS: "111122223333" } }, "/Statement/0/Principal"],
    ["for services", { ...everyone, Principal: { Service: "*" } }, "/Statement/0/Principal"],
    ["that allows something", { ...everyone, Effect: "Allow" }, "/Statement/0/Effect"],
    [
      "that allows under a condition",
      { ...everyone, Effect: "Allow", Action: "*", Condition: { Null: { "aws:username": "true" } } },
      "/Statement/0/Effect",
    ],
    ["that denies every service by a star", { ...everyone, Action: "*" }, "/Statement/0/Action"],
    ["with NotAction", { Effect: "Deny", Principal: "*", NotAction: "s3:*", Resource: "*" }, "/Statement/0/NotAction"],
    ["with NotPrincipal", { ...deny, NotPrincipal: { AWS: "111122223333" } }, "/Statement/0/NotPrincipal"],
  ])("is refused %s", (_, statement, pointer) => {
    const error = refusal(document([statement]), "rcp");
    expect(error).toMatchObject({ pointer, awsCode: "MalformedPolicyDocumentException" });
  });

  test("has at most 5,120 characters, spaces included", () => {
    const text = document(everyone);
    expect(parsePolicy(text.padEnd(5120), "rcp").statements).toHaveLength(1);
    expect(refusal(text.padEnd(5121), "rcp")).toMatchObject({ awsCode: "ConstraintViolationException" });
  });
});
