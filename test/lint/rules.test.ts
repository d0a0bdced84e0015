import { describe, expect, it } from "vitest";
import { FINDING_CODES } from "../../src/lint/index.ts";
import type { PolicyKind } from "../../src/policy/index.ts";
import { findingsIn, policy } from "./findings.ts";

const BUCKET = "arn:aws:s3:::b";
const OBJECTS = "arn:aws:s3:::b/*";
const put = { Action: "s3:PutObject", Resource: OBJECTS };
const withCondition = (Condition: object, rest: object = put): object => policy({ ...rest, Condition });
const GITHUB = "token.actions.githubusercontent.com";
const trust = (Condition?: object, provider = GITHUB): object =>
  policy({
    Principal: { Federated: `arn:aws:iam::111111111111:oidc-provider/${provider}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    ...(Condition === undefined ? {} : { Condition }),
  });
const passRole = { Action: ["iam:PassRole"], Resource: "*" };

type Case = readonly [sentence: string, document: object, expected: readonly string[], kind?: PolicyKind];

const found: readonly Case[] = [
  ["a service that is none", policy({ Action: "s4:PutObject", Resource: "*" }), ["UnknownService /Statement/0/Action"]],
  [
    "an action that is none",
    policy({ Action: ["s3:PutObjet", "s3:PutObject"], Resource: "*" }),
    ["UnknownAction /Statement/0/Action/0"],
  ],
  [
    "an action that is none, denied",
    policy({ Effect: "Deny", Action: "s3:Upload", Resource: "*" }),
    ["UnknownAction /Statement/0/Action"],
  ],
  [
    "an action that is none, left out",
    policy({ Effect: "Deny", NotAction: ["s3:Upload"], Resource: "*" }),
    ["UnknownAction /Statement/0/NotAction/0"],
  ],
  [
    "a wildcard that matches nothing",
    policy({ Action: "s3:Upload*", Resource: "*" }),
    ["ActionMatchesNothing /Statement/0/Action"],
  ],
  [
    "an object's action on a bucket",
    policy({ Action: "s3:PutObject", Resource: BUCKET }),
    ["ActionNeverApplies /Statement/0/Action"],
  ],
  [
    "a bucket's action on objects",
    policy({ Action: "s3:ListBucket", Resource: OBJECTS }),
    ["ActionNeverApplies /Statement/0/Action"],
  ],
  [
    "one action of several that never applies",
    policy({ Action: ["s3:PutObject", "s3:ListBucket"], Resource: OBJECTS }),
    ["ActionNeverApplies /Statement/0/Action/1"],
  ],
  [
    "an action without resources on an ARN",
    policy({ Action: "ec2:DescribeInstances", Resource: "arn:aws:ec2:*:*:instance/*" }),
    ["ActionNeverApplies /Statement/0/Action"],
  ],
  [
    "an action on another service's resource",
    policy({ Action: "s3:*", Resource: "arn:aws:sqs:eu-west-1:111111111111:q" }),
    ["ActionNeverApplies /Statement/0/Action"],
  ],
  [
    "a resource that no action is for",
    policy({ Action: "s3:PutObject", Resource: [BUCKET, OBJECTS] }),
    ["ResourceNeverApplies /Statement/0/Resource/0"],
  ],
  [
    "a role's action on a user",
    policy({ Action: "sts:AssumeRole", Resource: "arn:aws:iam::111111111111:user/a" }),
    ["ActionNeverApplies /Statement/0/Action"],
  ],
  [
    "a key that is none",
    withCondition({ StringEquals: { "aws:SourceVpx": "v" } }),
    ["UnknownConditionKey /Statement/0/Condition/StringEquals/aws:SourceVpx"],
  ],
  [
    "a key with a tag's name that is none",
    withCondition({ StringEquals: { "s3:ExistingTag/a": "v" } }),
    ["UnknownConditionKey /Statement/0/Condition/StringEquals/s3:ExistingTag~1a"],
  ],
  [
    "a key of another service",
    withCondition({ StringEquals: { "ec2:Region": "v" } }),
    ["ForeignConditionKey /Statement/0/Condition/StringEquals/ec2:Region"],
  ],
  [
    "an address compared as text",
    withCondition({ StringLike: { "aws:SourceIp": "10.0.*" } }),
    ["ConditionTypeMismatch /Statement/0/Condition/StringLike/aws:SourceIp"],
  ],
  [
    "a boolean compared as a number",
    withCondition({ NumericEquals: { "aws:SecureTransport": "1" } }),
    ["ConditionTypeMismatch /Statement/0/Condition/NumericEquals/aws:SecureTransport"],
  ],
  [
    "a time compared as text",
    withCondition({ StringEquals: { "aws:CurrentTime": "2026-01-01" } }),
    ["ConditionTypeMismatch /Statement/0/Condition/StringEquals/aws:CurrentTime"],
  ],
  [
    "a wildcard under an operator without",
    withCondition({ StringEquals: { "aws:PrincipalArn": ["a", "arn:aws:iam::*:role/x"] } }),
    ["LiteralWildcard /Statement/0/Condition/StringEquals/aws:PrincipalArn/1"],
  ],
  [
    "ForAllValues that an absent key passes",
    withCondition({ "ForAllValues:StringEquals": { "aws:CalledVia": ["a"] } }),
    ["AbsentKeyPasses /Statement/0/Condition/ForAllValues:StringEquals/aws:CalledVia"],
  ],
  [
    "a variable without a version",
    { Statement: { Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::b/${aws:username}" } },
    ["VariablesInOldVersion /Statement/Resource"],
  ],
  [
    "a variable in the old version's condition",
    {
      Version: "2008-10-17",
      Statement: [{ Effect: "Allow", ...put, Condition: { StringLike: { "s3:prefix": "${aws:username}/x" } } }],
    },
    ["VariablesInOldVersion /Statement/0/Condition/StringLike/s3:prefix"],
  ],
  [
    "a template's variable",
    policy({ Action: "s3:PutObject", Resource: "arn:aws:s3:::b/${AWS::StackName}" }),
    ["UnknownVariable /Statement/0/Resource"],
  ],
  [
    "a variable of no key",
    withCondition({ StringEquals: { "aws:userid": "${aws:user}" } }),
    ["UnknownVariable /Statement/0/Condition/StringEquals/aws:userid"],
  ],
  [
    "a URL's query",
    policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k?versionId=1" }),
    ["StrayCharacter /Statement/0/Resource"],
  ],
  [
    "a shell's two stars",
    policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/**" }),
    ["StrayCharacter /Statement/0/Resource"],
  ],
  [
    "a variable without braces",
    policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/$aws:username/*" }),
    ["StrayCharacter /Statement/0/Resource"],
  ],
  [
    "a variable without its dollar sign",
    policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/{aws:username}/*" }),
    ["StrayCharacter /Statement/0/Resource"],
  ],
  [
    "an Allow of all other actions",
    policy({ NotAction: "iam:*", Resource: "*" }),
    ["AllowsAllButSome /Statement/0/NotAction"],
  ],
  [
    "an Allow on all other resources",
    policy({ Action: "s3:PutObject", NotResource: OBJECTS }),
    ["AllowsAllButSome /Statement/0/NotResource"],
  ],
  ["an Allow to everybody", policy({ ...put, Principal: "*" }), ["AllowsEveryone /Statement/0/Principal"], "resource"],
  [
    "an Allow to everybody as AWS",
    policy({ ...put, Principal: { AWS: ["*"] } }),
    ["AllowsEveryone /Statement/0/Principal"],
    "resource",
  ],
  [
    "an Allow to everybody else",
    policy({ ...put, NotPrincipal: { AWS: "111111111111" } }),
    ["AllowsEveryone /Statement/0/NotPrincipal"],
    "resource",
  ],
  [
    "a role that everybody may have",
    policy({ Principal: "*", Action: "sts:AssumeRole" }),
    ["AllowsEveryone /Statement/0/Principal"],
    "trust",
  ],
  ["every role to every service", policy(passRole), ["PassRoleToAny /Statement/0/Action/0"]],
  [
    "every role by a wildcard",
    policy({ Action: "iam:Pass*", Resource: "arn:aws:iam::111111111111:role/*" }),
    ["PassRoleToAny /Statement/0/Action"],
  ],
  [
    "a public provider without a subject",
    trust({ StringEquals: { [`${GITHUB}:aud`]: "sts.amazonaws.com" } }),
    ["UnboundFederation /Statement/0/Principal"],
    "trust",
  ],
  [
    "any provider without a condition",
    trust(undefined, "issuer.example"),
    ["UnboundFederation /Statement/0/Principal"],
    "trust",
  ],
  ["the same statement twice", policy(put, { Sid: "again", ...put }), ["RedundantStatement /Statement/1"]],
  [
    "a statement that a later one includes",
    policy(put, { Action: "s3:Put*", Resource: "arn:aws:s3:::b*" }),
    ["RedundantStatement /Statement/0"],
  ],
];

const silent: readonly Case[] = [
  ["every action on everything", policy({ Action: "*", Resource: "*" }), []],
  ["a service on everything of its own", policy({ Action: "s3:*", Resource: [BUCKET, OBJECTS] }), []],
  ["actions in other cases", policy({ Action: "S3:putobject", Resource: OBJECTS }), []],
  [
    "a bucket's and an object's action on both",
    policy({ Action: ["s3:ListBucket", "s3:GetObject"], Resource: [BUCKET, OBJECTS] }),
    [],
  ],
  [
    "a wildcard that reaches from buckets to objects",
    policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b*" }),
    [],
  ],
  ["all buckets as S3 names them", policy({ Action: "s3:ListAllMyBuckets", Resource: "arn:aws:s3:::*" }), []],
  [
    "a variable that may be anything",
    policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/home/${aws:username}/*" }),
    [],
  ],
  ["a variable with a default", policy({ Action: "s3:GetObject", Resource: "arn:aws:s3:::b/${team, 'none'}/*" }), []],
  ["literals", policy({ Action: "s3:PutObject", Resource: "arn:aws:s3:::b/${*}${?}${$}" }), []],
  ["a role that may be assumed anywhere", policy({ Action: "sts:AssumeRole", Resource: "*" }), []],
  [
    "tags of any name",
    withCondition({ StringEquals: { "aws:RequestTag/team": "a", "s3:ExistingObjectTag/x": "b" } }),
    [],
  ],
  ["keys in another case", withCondition({ Bool: { "AWS:securetransport": "false" } }), []],
  [
    "a key of any service for any action",
    withCondition({ StringEquals: { "ec2:Region": "x" } }, { Action: "*", Resource: "*" }),
    [],
  ],
  ["an ARN compared as text", withCondition({ StringLike: { "aws:PrincipalArn": "arn:aws:iam::*:role/x" } }), []],
  ["the presence of any key", withCondition({ Null: { "aws:SourceIp": "true" } }), []],
  ["ForAllValues on tags", withCondition({ "ForAllValues:StringEquals": { "aws:TagKeys": ["a"] } }), []],
  [
    "ForAllValues on a key that must be there",
    withCondition({ "ForAllValues:StringEquals": { "aws:CalledVia": ["a"] }, Null: { "aws:CalledVia": "false" } }),
    [],
  ],
  [
    "ForAllValues in a Deny",
    policy({ Effect: "Deny", ...put, Condition: { "ForAllValues:StringEquals": { "aws:CalledVia": ["a"] } } }),
    [],
  ],
  [
    "ForAllValues on a key that is in each of its requests",
    withCondition(
      { "ForAllValues:StringEquals": { "kms:GrantOperations": ["Decrypt"] } },
      { Action: "kms:CreateGrant", Resource: "*" },
    ),
    [],
  ],
  [
    "a service whose actions are described twice",
    policy({ Action: "elasticloadbalancing:AddTags", Resource: "arn:aws:elasticloadbalancing:*:*:targetgroup/*/*" }),
    [],
  ],
  [
    "a secret's tag",
    withCondition(
      { StringEquals: { "secretsmanager:ResourceTag/a": "b" } },
      { Action: "secretsmanager:*", Resource: "*" },
    ),
    [],
  ],
  ["a Deny of all but some", policy({ Effect: "Deny", NotAction: "s3:*", NotResource: OBJECTS }), []],
  ["a boundary of all but some", policy({ NotAction: "iam:*", Resource: "*" }), [], "boundary"],
  ["a Deny to everybody", policy({ Effect: "Deny", ...put, Principal: "*" }), [], "resource"],
  [
    "everybody under a condition",
    policy({ ...put, Principal: "*", Condition: { StringEquals: { "aws:PrincipalOrgID": "o-1" } } }),
    [],
    "resource",
  ],
  [
    "a role to one service",
    policy({ ...passRole, Condition: { StringEquals: { "iam:PassedToService": "ec2.amazonaws.com" } } }),
    [],
  ],
  ["one role to any service", policy({ Action: "iam:PassRole", Resource: "arn:aws:iam::111111111111:role/app" }), []],
  ["a subject of a public provider", trust({ StringLike: { [`${GITHUB}:sub`]: "repo:o/r:*" } }), [], "trust"],
  [
    "an audience of one's own provider",
    trust({ StringEquals: { "issuer.example:aud": "me" } }, "issuer.example"),
    [],
    "trust",
  ],
  [
    "statements that differ in their conditions",
    policy(
      { ...put, Condition: { Bool: { "aws:SecureTransport": "true" } } },
      { ...put, Condition: { Bool: { "aws:ViaAWSService": "true" } } },
    ),
    [],
  ],
  ["a Deny and an Allow of the same", policy(put, { Effect: "Deny", ...put }), []],
  [
    "statements for different principals",
    policy({ ...put, Principal: { AWS: "111111111111" } }, { ...put, Principal: { AWS: "222222222222" } }),
    [],
    "resource",
  ],
  [
    "resources that only seem to include each other",
    policy({ ...put, Resource: "arn:aws:s3:::b/?" }, { ...put, Resource: "arn:aws:s3:::b/*x" }),
    [],
  ],
];

const rows = (cases: readonly Case[]) =>
  cases.map(([sentence, document, expected, kind = "identity"]) => [sentence, document, expected, kind] as const);

describe("lint tells of", () => {
  it.each(rows(found))("%s", (_, document, expected, kind) => expect(findingsIn(document, kind)).toEqual(expected));
});

describe("lint says nothing of", () => {
  it.each(rows(silent))("%s", (_, document, expected, kind) => expect(findingsIn(document, kind)).toEqual(expected));
});

describe("the cases above", () => {
  it("have one for every code but those of sizes and errors, which other tests have", () => {
    const codes = new Set(found.flatMap(([, , expected]) => expected.map((one) => one.split(" ")[0])));
    const rest = Object.keys(FINDING_CODES).filter((code) => !codes.has(code));
    expect(rest).toEqual(["PolicyMalformed", "NearSizeLimit"]);
  });
});
