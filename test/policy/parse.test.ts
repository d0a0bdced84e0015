import { describe, expect, test } from "vitest";
import { PolicyError, type PolicyKind, parsePolicy } from "../../src/policy/index.ts";

const BASE = { Effect: "Allow", Action: "s3:PutObject", Resource: "*" };
const TRUST = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" };
const BUCKET = { Effect: "Allow", Principal: "*", Action: "s3:PutObject", Resource: "arn:aws:s3:::b/*" };

function document(statement: unknown): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statement });
}

function refusal(text: string, kind: PolicyKind = "identity"): PolicyError {
  try {
    parsePolicy(text, kind);
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
  throw new Error(`the ${kind} policy was accepted: ${text}`);
}

describe("a document", () => {
  test("keeps its kind, version, id and statements, counted from 1", () => {
    const policy = parsePolicy(
      JSON.stringify({ Version: "2012-10-17", Id: "p", Statement: [{ ...BASE, Sid: "A1" }, BASE] }),
      "identity",
    );
    expect(policy).toMatchObject({ kind: "identity", version: "2012-10-17", id: "p" });
    expect(policy.statements.map(({ number, sid, effect }) => [number, sid, effect])).toEqual([
      [1, "A1", "Allow"],
      [2, undefined, "Allow"],
    ]);
  });

  test("takes a single statement for a list of one", () => {
    expect(parsePolicy(document(BASE), "identity").statements).toHaveLength(1);
  });

  test("without a version is of 2008-10-17", () => {
    expect(parsePolicy(JSON.stringify({ Statement: BASE }), "identity").version).toBe("2008-10-17");
  });

  test("of a client of 2014 is taken as a session policy", () => {
    const text =
      '{"Version":"2008-10-17","Statement":[{"Sid":"7ef34db62cc9414b85c7694f7aba6e7c","Effect":"Allow","Resource":["arn:aws:s3:::mybucket/hoge"],"Action":["s3:PutObject","s3:PutObjectAcl"]}]}';
    expect(parsePolicy(text, "session").statements[0]?.sid).toBe("7ef34db62cc9414b85c7694f7aba6e7c");
  });

  test("keeps principals as written and as compared", () => {
    const [statement] = parsePolicy(
      document({ ...BUCKET, Principal: { AWS: ["arn:aws:iam::111122223333:root", "*"] } }),
      "resource",
    ).statements;
    expect(statement?.principal).toEqual({
      negated: false,
      entries: [
        { form: "account", text: "arn:aws:iam::111122223333:root", value: "111122223333" },
        { form: "everyone", text: "*", value: "*" },
      ],
    });
  });
});

describe("a refusal", () => {
  test("says what, where, and what to do, with the stable code", () => {
    const error = refusal(document([BASE, { ...BASE, effect: "Allow" }]));
    expect(error).toMatchObject({
      code: "PolicyMalformed",
      pointer: "/Statement/1/effect",
      message: "`effect` is not an element of the policy language here",
      hint: "Write `Effect`: element names are case-sensitive.",
      awsCode: "MalformedPolicyDocument",
      awsMessage: "Syntax errors in policy.",
    });
  });

  test("escapes slashes and tildes in its pointer", () => {
    const error = refusal(document({ ...BASE, Condition: { StringEquals: { "aws:PrincipalTag/a~b": [] } } }));
    expect(error.pointer).toBe("/Statement/Condition/StringEquals/aws:PrincipalTag~1a~0b");
  });
});

/** What is wrong, the kind, the document, where, and AWS's text. */
const SYNTAX = "Syntax errors in policy.";
const NO_VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.";
const NOT_S3_JSON = "Policies must be valid JSON and the first byte must be '{'";
type Row = readonly [name: string, kind: PolicyKind, text: string, pointer: string, awsMessage: string];
const statement = (extra: object, base: object = BASE): string => document({ ...base, ...extra });
const without = (name: string, base: object = BASE): string => document({ ...base, [name]: undefined });
const condition = (value: unknown): string => statement({ Condition: value });

const ROWS: readonly Row[] = [
  ["text that is no JSON", "identity", "x", "", SYNTAX],
  ["text that is no JSON", "session", "x", "", "The policy is not in the valid JSON format."],
  ["text that is no JSON", "trust", "x", "", "This policy contains invalid Json"],
  ["text that is no JSON", "resource", "x", "", NOT_S3_JSON],
  ["an empty text", "resource", "", "", NOT_S3_JSON],
  ["a list", "identity", "[]", "", SYNTAX],
  ["a list", "resource", "[]", "", NOT_S3_JSON],
  ["a space before the brace", "identity", ` ${document(BASE)}`, "", "JSON strings must not have leading spaces"],
  ["a space before the brace", "resource", ` ${document(BUCKET)}`, "", NOT_S3_JSON],
  ["an object without statements", "resource", "{}", "", "Missing required field Statement"],
  ["an object without statements", "identity", "{}", "", SYNTAX],
  ["an empty list of statements", "identity", document([]), "/Statement", SYNTAX],
  [
    "an empty list of statements",
    "resource",
    document([]),
    "/Statement",
    "Could not parse the policy: Statement is empty!",
  ],
  ["a statement that is a text", "identity", document(["x"]), "/Statement/0", SYNTAX],
  ["an unknown element", "identity", '{"Statement":[],"Conditions":{}}', "/Conditions", SYNTAX],
  ["an unknown element", "resource", statement({ Foo: 1 }, BUCKET), "/Statement/Foo", "Unknown field Foo"],
  ["an element named __proto__", "identity", '{"Statement":{"__proto__":{}}}', "/Statement/__proto__", SYNTAX],
  ["a version that does not exist", "identity", '{"Version":"2012-10-18","Statement":[]}', "/Version", SYNTAX],
  ["an id that is a number", "identity", '{"Id":1,"Statement":[]}', "/Id", SYNTAX],
  ["a duplicate key", "identity", '{"Statement":{"Effect":"Deny","Effect":"Allow"}}', "/Statement/Effect", SYNTAX],
  ["a duplicate key in another spelling", "identity", '{"Id":"a","I\\u0064":"b","Statement":[]}', "/Id", SYNTAX],
  [
    "a duplicate condition key",
    "identity",
    `{"Statement":[{"Condition":{"Bool":{"a:b":"true","a:b":"false"}}}]}`,
    "/Statement/0/Condition/Bool/a:b",
    SYNTAX,
  ],
  [
    "deep nesting",
    "identity",
    `{"Statement":${"[".repeat(40)}${"]".repeat(40)}}`,
    `/Statement${"/0".repeat(15)}`,
    SYNTAX,
  ],
  ["no effect", "identity", without("Effect"), "/Statement", SYNTAX],
  ["no effect", "resource", without("Effect", BUCKET), "/Statement", "Missing required field Effect"],
  [
    "an effect in lower case",
    "resource",
    statement({ Effect: "allow" }, BUCKET),
    "/Statement/Effect",
    "Invalid effect: allow",
  ],
  [
    "neither Action nor NotAction",
    "identity",
    without("Action"),
    "/Statement",
    "Policy statement must contain actions.",
  ],
  [
    "neither Action nor NotAction",
    "resource",
    without("Action", BUCKET),
    "/Statement",
    "Missing required field Action",
  ],
  ["both Action and NotAction", "identity", statement({ NotAction: "s3:*" }), "/Statement", SYNTAX],
  [
    "an empty list of actions",
    "identity",
    statement({ Action: [] }),
    "/Statement/Action",
    "Policy statement must contain actions.",
  ],
  [
    "an action without a service",
    "identity",
    statement({ Action: ["s3:*", "PutObject"] }),
    "/Statement/Action/1",
    NO_VENDOR,
  ],
  [
    "an action with a wildcard in its service",
    "identity",
    statement({ Action: "s*:PutObject" }),
    "/Statement/Action",
    "Vendor s* is not valid",
  ],
  [
    "an action with two colons",
    "identity",
    statement({ Action: "s3:Put:Object" }),
    "/Statement/Action",
    "Actions/Condition can contain only one colon.",
  ],
  ["an action with a variable", "identity", statement({ Action: `s3:\${aws_username}` }), "/Statement/Action", SYNTAX],
  ["an action that is a number", "identity", statement({ Action: 1 }), "/Statement/Action", SYNTAX],
  [
    "neither Resource nor NotResource",
    "identity",
    without("Resource"),
    "/Statement",
    "Policy statement must contain resources.",
  ],
  [
    "neither Resource nor NotResource",
    "resource",
    without("Resource", BUCKET),
    "/Statement",
    "Missing required field Resource",
  ],
  ["both Resource and NotResource", "identity", statement({ NotResource: "*" }), "/Statement", SYNTAX],
  [
    "an empty list of resources",
    "identity",
    statement({ Resource: [] }),
    "/Statement/Resource",
    "Policy statement must contain resources.",
  ],
  [
    "a resource that is a bucket name",
    "identity",
    statement({ Resource: "b/*" }),
    "/Statement/Resource",
    'Resource b/* must be in ARN format or "*".',
  ],
  [
    "a resource that is a bucket name",
    "resource",
    statement({ Resource: "b/*" }, BUCKET),
    "/Statement/Resource",
    "Policy has invalid resource",
  ],
  [
    "a resource with five parts",
    "session",
    statement({ Resource: "arn:aws:s3::b" }),
    "/Statement/Resource",
    'Resource arn:aws:s3::b must be in ARN format or "*".',
  ],
  [
    "a resource of an unknown partition",
    "identity",
    statement({ Resource: "arn:azure:s3:::b" }),
    "/Statement/Resource",
    'Partition "azure" is not valid for resource "arn:azure:s3:::b".',
  ],
  [
    "a resource with a wildcard for its service",
    "identity",
    statement({ Resource: "arn:aws:*:::b" }),
    "/Statement/Resource",
    "Resource vendor must be fully qualified and cannot contain regexes.",
  ],
  [
    "a variable for its partition",
    "identity",
    statement({ Resource: `arn:\${aws:PrincipalTag/p}:iam::111122223333:role/x` }),
    "/Statement/Resource",
    SYNTAX,
  ],
  [
    "a variable that does not end",
    "identity",
    statement({ Resource: `arn:aws:s3:::b/\${aws:username` }),
    "/Statement/Resource",
    SYNTAX,
  ],
  [
    "a variable with an unquoted default",
    "identity",
    statement({ Resource: `arn:aws:s3:::b/\${aws:username, x}` }),
    "/Statement/Resource",
    SYNTAX,
  ],
  ["an empty variable", "identity", statement({ Resource: `arn:aws:s3:::b/\${}` }), "/Statement/Resource", SYNTAX],
  [
    "a Sid with a hyphen",
    "identity",
    statement({ Sid: "a-b" }),
    "/Statement/Sid",
    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
  ],
  ["a Sid that is a number", "identity", statement({ Sid: 1 }), "/Statement/Sid", SYNTAX],
  [
    "a Sid that is there twice",
    "identity",
    document([
      { ...BASE, Sid: "A" },
      { ...BASE, Sid: "A" },
    ]),
    "/Statement/1/Sid",
    "Statement IDs (SID) in a single policy must be unique.",
  ],
  [
    "a principal",
    "identity",
    statement({ Principal: "*" }),
    "/Statement/Principal",
    "Policy document should not specify a principal.",
  ],
  [
    "a principal",
    "session",
    statement({ Principal: "*" }),
    "/Statement/Principal",
    "Policy document should not specify a principal.",
  ],
  [
    "a principal",
    "boundary",
    statement({ NotPrincipal: "*" }),
    "/Statement/NotPrincipal",
    "Policy document should not specify a principal.",
  ],
  ["no principal", "resource", without("Principal", BUCKET), "/Statement", "Missing required field Principal"],
  ["no principal", "trust", without("Principal", TRUST), "/Statement", "Missing required field Principal"],
  [
    "both Principal and NotPrincipal",
    "resource",
    statement({ NotPrincipal: "*" }, BUCKET),
    "/Statement",
    "Invalid policy syntax.",
  ],
  [
    "a NotPrincipal",
    "trust",
    statement({ NotPrincipal: "*" }, TRUST),
    "/Statement/NotPrincipal",
    "Has prohibited field NotPrincipal.",
  ],
  ["a resource", "trust", statement({ Resource: "*" }, TRUST), "/Statement/Resource", "Has prohibited field Resource."],
  [
    "a NotAction",
    "trust",
    statement({ Action: undefined, NotAction: "sts:*" }, TRUST),
    "/Statement/NotAction",
    "AssumeRole policy may only specify STS AssumeRole actions.",
  ],
  [
    "an action that assumes no role",
    "trust",
    statement({ Action: "sts:GetCallerIdentity" }, TRUST),
    "/Statement/Action",
    "AssumeRole policy may only specify STS AssumeRole actions.",
  ],
  [
    "an action of another service",
    "trust",
    statement({ Action: "s3:PutObject" }, TRUST),
    "/Statement/Action",
    "AssumeRole policy may only specify STS AssumeRole actions.",
  ],
  [
    "every action",
    "trust",
    statement({ Action: "*" }, TRUST),
    "/Statement/Action",
    "AssumeRole policy may only specify STS AssumeRole actions.",
  ],
  [
    "an ARN for a principal object",
    "resource",
    statement({ Principal: "arn:aws:iam::111122223333:root" }, BUCKET),
    "/Statement/Principal",
    "Invalid policy syntax.",
  ],
  ["an empty principal object", "trust", statement({ Principal: {} }, TRUST), "/Statement/Principal", SYNTAX],
  [
    "an empty list of principals",
    "trust",
    statement({ Principal: { AWS: [] } }, TRUST),
    "/Statement/Principal/AWS",
    SYNTAX,
  ],
  [
    "an unknown kind of principal",
    "trust",
    statement({ Principal: { aws: "*" } }, TRUST),
    "/Statement/Principal/aws",
    SYNTAX,
  ],
  [
    "a kind of principal from Object's prototype",
    "trust",
    statement({ Principal: { constructor: "*" } }, TRUST),
    "/Statement/Principal/constructor",
    SYNTAX,
  ],
  [
    "a wildcard inside a principal",
    "trust",
    statement({ Principal: { AWS: "arn:aws:iam::111122223333:role/*" } }, TRUST),
    "/Statement/Principal/AWS",
    'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:role/*"',
  ],
  [
    "a group for a principal",
    "trust",
    statement({ Principal: { AWS: "arn:aws:iam::111122223333:group/g" } }, TRUST),
    "/Statement/Principal/AWS",
    'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:group/g"',
  ],
  [
    "a service that is no service",
    "trust",
    statement({ Principal: { Service: ["ec2"] } }, TRUST),
    "/Statement/Principal/Service/0",
    'Invalid principal in policy: "SERVICE":"ec2"',
  ],
  [
    "every service",
    "trust",
    statement({ Principal: { Service: "*" } }, TRUST),
    "/Statement/Principal/Service",
    'Invalid principal in policy: "SERVICE":"*"',
  ],
  [
    "every federation",
    "trust",
    statement({ Principal: { Federated: "*" } }, TRUST),
    "/Statement/Principal/Federated",
    'Invalid principal in policy: "FEDERATED":"*"',
  ],
  [
    "an account of eleven digits",
    "resource",
    statement({ Principal: { AWS: "11112222333" } }, BUCKET),
    "/Statement/Principal/AWS",
    "Invalid principal in policy",
  ],
  ["a condition that is a list", "identity", condition([]), "/Statement/Condition", SYNTAX],
  [
    "an unknown operator",
    "identity",
    condition({ StringMatches: { "a:b": "c" } }),
    "/Statement/Condition/StringMatches",
    SYNTAX,
  ],
  [
    "an unknown operator",
    "resource",
    statement({ Condition: { StringMatches: { "a:b": "c" } } }, BUCKET),
    "/Statement/Condition/StringMatches",
    "Invalid Condition type : StringMatches",
  ],
  [
    "an operator in another case",
    "identity",
    condition({ stringEquals: { "a:b": "c" } }),
    "/Statement/Condition/stringEquals",
    SYNTAX,
  ],
  [
    "an unknown quantifier",
    "identity",
    condition({ "ForSomeValues:StringEquals": { "a:b": "c" } }),
    "/Statement/Condition/ForSomeValues:StringEquals",
    SYNTAX,
  ],
  [
    "NullIfExists",
    "identity",
    condition({ NullIfExists: { "a:b": "true" } }),
    "/Statement/Condition/NullIfExists",
    SYNTAX,
  ],
  [
    "a quantified Null",
    "identity",
    condition({ "ForAnyValue:Null": { "a:b": "true" } }),
    "/Statement/Condition/ForAnyValue:Null",
    SYNTAX,
  ],
  [
    "an operator without keys",
    "identity",
    condition({ StringEquals: {} }),
    "/Statement/Condition/StringEquals",
    SYNTAX,
  ],
  [
    "an operator with a text for its keys",
    "identity",
    condition({ StringEquals: "x" }),
    "/Statement/Condition/StringEquals",
    SYNTAX,
  ],
  [
    "a condition key without a service",
    "identity",
    condition({ StringEquals: { prefix: "x" } }),
    "/Statement/Condition/StringEquals/prefix",
    NO_VENDOR,
  ],
  [
    "an empty list of condition values",
    "identity",
    condition({ StringEquals: { "a:b": [] } }),
    "/Statement/Condition/StringEquals/a:b",
    SYNTAX,
  ],
  [
    "a null condition value",
    "identity",
    condition({ StringEquals: { "a:b": null } }),
    "/Statement/Condition/StringEquals/a:b",
    SYNTAX,
  ],
  [
    "a nested list of condition values",
    "identity",
    condition({ StringEquals: { "a:b": [["c"]] } }),
    "/Statement/Condition/StringEquals/a:b/0",
    SYNTAX,
  ],
  [
    "a condition value with a variable that does not end",
    "identity",
    condition({ StringLike: { "a:b": `\${aws:x` } }),
    "/Statement/Condition/StringLike/a:b",
    SYNTAX,
  ],
  [
    "a number that is none",
    "identity",
    condition({ NumericEquals: { "a:b": ["1", "1e3"] } }),
    "/Statement/Condition/NumericEquals/a:b/1",
    SYNTAX,
  ],
  [
    "a date that is none",
    "identity",
    condition({ DateLessThan: { "a:b": "2026-02-30" } }),
    "/Statement/Condition/DateLessThan/a:b",
    SYNTAX,
  ],
  [
    "a boolean that is none",
    "identity",
    condition({ Bool: { "a:b": "yes" } }),
    "/Statement/Condition/Bool/a:b",
    SYNTAX,
  ],
  [
    "base64 that is none",
    "identity",
    condition({ BinaryEquals: { "a:b": "a" } }),
    "/Statement/Condition/BinaryEquals/a:b",
    SYNTAX,
  ],
  [
    "a range that is none",
    "identity",
    condition({ IpAddress: { "a:b": "203.0.113.0/33" } }),
    "/Statement/Condition/IpAddress/a:b",
    SYNTAX,
  ],
  [
    "an ARN that is none",
    "identity",
    condition({ ArnLike: { "a:b": "role/x" } }),
    "/Statement/Condition/ArnLike/a:b",
    SYNTAX,
  ],
  ["a Null that is none", "identity", condition({ Null: { "a:b": "null" } }), "/Statement/Condition/Null/a:b", SYNTAX],
];

describe("a document is refused", () => {
  test.each(ROWS)("for %s (%s)", (_name, kind, text, pointer, awsMessage) => {
    const error = refusal(text, kind);
    expect([error.pointer, error.awsMessage]).toEqual([pointer, awsMessage]);
    expect(error.awsCode).toBe(kind === "resource" ? "MalformedPolicy" : "MalformedPolicyDocument");
  });

  test.each(["identity", "boundary", "trust", "session"] as const)(
    "for a character that a %s policy cannot hold",
    (kind) => {
      const base = kind === "trust" ? TRUST : BASE;
      const tagged = { ...base, Condition: { StringEquals: { "aws:PrincipalTag/x": "日本" } } };
      expect(refusal(document(tagged), kind).awsCode).toBe("ValidationError");
      const escaped = document(tagged).replace("日本", "\\u65e5");
      expect(refusal(escaped, kind)).toMatchObject({ awsCode: "ValidationError" });
    },
  );

  test("for an invalid principal with the detail that S3 echoes", () => {
    const error = refusal(statement({ Principal: { AWS: "nobody" } }, BUCKET), "resource");
    expect(error.awsDetail).toBe('"AWS" : "nobody"');
  });
});

describe("a resource policy", () => {
  test("holds any character, because object keys do", () => {
    const text = statement({ Resource: "arn:aws:s3:::b/日本\u0001" }, BUCKET);
    expect(parsePolicy(text, "resource").statements[0]?.resource?.patterns[0]?.text).toBe("arn:aws:s3:::b/日本\u0001");
  });

  test("takes spaces in its Sids", () => {
    expect(parsePolicy(statement({ Sid: "let in" }, BUCKET), "resource").statements[0]?.sid).toBe("let in");
  });
});

describe("the limits of length", () => {
  const padded = (length: number): string =>
    document(BASE)
      .slice(0, -1)
      .padEnd(length - 1, " ")
      .concat("}");

  test("a session policy has at most 2,048 characters", () => {
    expect(parsePolicy(padded(2048), "session").statements).toHaveLength(1);
    expect(refusal(padded(2049), "session")).toMatchObject({
      awsCode: "PackedPolicyTooLarge",
      awsMessage: "Packed policy consumes 101% of allotted space, please use smaller policy.",
    });
  });

  test("every other document has at most 131,072 characters", () => {
    expect(parsePolicy(padded(131_072), "identity").statements).toHaveLength(1);
    expect(refusal(padded(131_073), "identity").awsCode).toBe("ValidationError");
  });
});
