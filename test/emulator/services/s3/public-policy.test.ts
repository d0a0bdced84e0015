import { describe, expect, it } from "vitest";
import { isPublicPolicy } from "../../../../src/emulator/services/s3/bucket-policy/public-policy.ts";
import { parsePolicy } from "../../../../src/policy/index.ts";

const statement = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/*" };

function isPublic(...changes: readonly object[]): boolean {
  const Statement = changes.map((change) => ({ ...statement, ...change }));
  return isPublicPolicy(parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement }), "resource"));
}

const when = (Condition: object): object => ({ Condition });

describe("a policy is public", () => {
  it.each([
    ["that allows everybody", {}],
    ["that allows every AWS account", { Principal: { AWS: "*" } }],
    ["that allows everybody among others", { Principal: { AWS: ["111111111111", "*"] } }],
    ["that allows all but one", { Principal: undefined, NotPrincipal: { AWS: "111111111111" } }],
    ["with a wildcard in its condition", when({ StringLike: { "aws:SourceVpc": "vpc-*" } })],
    ["with a variable in its condition", when({ StringEquals: { "aws:userid": "${aws:userid}" } })],
    ["with a condition of another key", when({ StringEquals: { "aws:UserAgent": "secret" } })],
    ["with a negated condition", when({ StringNotEquals: { "aws:SourceVpc": "vpc-1" } })],
    ["with a condition that holds without the key", when({ StringEqualsIfExists: { "aws:SourceVpc": "vpc-1" } })],
    [
      "with a quantifier that holds without the key",
      when({ "ForAllValues:StringEquals": { "aws:SourceVpc": "vpc-1" } }),
    ],
    ["for a wide IPv4 network", when({ IpAddress: { "aws:SourceIp": "10.0.0.0/7" } })],
    ["for all of IPv6", when({ IpAddress: { "aws:SourceIp": "::/0" } })],
    ["for one fixed value among open ones", when({ StringLike: { "aws:PrincipalOrgID": ["o-1", "o-*"] } })],
  ])("%s", (_what, change) => {
    expect(isPublic(change)).toBe(true);
  });

  it("where one statement of several is", () => {
    expect(isPublic({ Principal: { AWS: "111111111111" } }, {})).toBe(true);
  });
});

describe("a policy is not public", () => {
  it.each([
    ["that denies everybody", { Effect: "Deny" }],
    ["that allows one account", { Principal: { AWS: "111111111111" } }],
    ["that allows a service", { Principal: { Service: "logging.s3.amazonaws.com" } }],
    ["for one fixed VPC", when({ StringEquals: { "aws:SourceVpc": "vpc-91237329" } })],
    ["for one organisation, whatever the key's case", when({ StringEquals: { "AWS:principalorgid": "o-1" } })],
    ["for a few networks", when({ IpAddress: { "aws:SourceIp": ["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"] } })],
    ["for one source", when({ ArnLike: { "aws:SourceArn": "arn:aws:s3:::source" } })],
    [
      "for one of two conditions that is fixed",
      when({ StringEquals: { "aws:SourceVpc": "vpc-1", "aws:UserAgent": "x" } }),
    ],
  ])("%s", (_what, change) => {
    expect(isPublic(change)).toBe(false);
  });
});
