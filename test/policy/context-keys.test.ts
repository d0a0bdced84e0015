import { describe, expect, it } from "vitest";
import { contextKeysOf, parsePolicy } from "../../src/policy/index.ts";

const keysOf = (...statements: readonly object[]): readonly string[] => {
  const Statement = statements.map((one) => ({ Effect: "Allow", Action: "*", Resource: "*", ...one }));
  return contextKeysOf(parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement }), "identity"));
};

describe("the context keys of a policy", () => {
  it("are those of variables and of conditions, as they are written", () => {
    expect(
      keysOf({
        Resource: ["arn:aws:s3:::b/${aws:PrincipalTag/Team}/*", "arn:aws:s3:::b/${ aws:username }"],
        Condition: {
          StringLike: { "s3:Prefix": ["${aws:userId}/*", "public"] },
          Null: { "aws:TokenIssueTime": "true" },
        },
      }),
    ).toEqual(["aws:PrincipalTag/Team", "aws:username", "s3:Prefix", "aws:userId", "aws:TokenIssueTime"]);
  });

  it("are each there once, whatever their case", () => {
    expect(
      keysOf(
        { Condition: { StringEquals: { "aws:UserName": "ada" } } },
        { Resource: "arn:aws:s3:::${aws:username}", Condition: { Bool: { "AWS:USERNAME": "true" } } },
      ),
    ).toEqual(["aws:UserName"]);
  });

  it("are none where a variable has a default", () => {
    expect(keysOf({ Resource: "arn:aws:s3:::${aws:username, 'nobody'}/${*}" })).toEqual([]);
  });
});
