import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SCOPE_ACTIONS, sessionPolicyFor } from "../../src/lease/index.ts";
import { lintPolicy, openActionTable } from "../../src/lint/index.ts";
import type { PolicyKind } from "../../src/policy/index.ts";
import { policiesOfRole, propertiesOf, type RoleProperties } from "../stack/shipped-template.ts";
import { findingsIn, policy } from "./findings.ts";

const put = { Action: "s3:PutObject", Resource: "arn:aws:s3:::b/*" };

describe("a finding", () => {
  it("has its place, what is wrong, and what to do", () => {
    const text =
      '{\n  "Version": "2012-10-17",\n  "Statement": [{\n    "Effect": "Allow",\n    "Action": ["s3:HeadObject"],\n    "Resource": "*"\n  }]\n}';
    expect(lintPolicy(text, "session")).toEqual([
      {
        code: "UnknownAction",
        severity: "warning",
        pointer: "/Statement/0/Action/0",
        line: 5,
        column: 16,
        message: "s3 has no action `s3:HeadObject`",
        hint: "It is an operation, not an action: it needs s3:GetObject.",
      },
    ]);
  });

  it("of a document that AWS refuses is an error, with AWS's answer", () => {
    const [finding, ...others] = lintPolicy(JSON.stringify(policy({ Action: "PutObject", Resource: "*" })), "identity");
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      code: "PolicyMalformed",
      severity: "error",
      pointer: "/Statement/0/Action",
      line: 1,
      aws: { code: "MalformedPolicyDocument" },
    });
  });

  it("names what was probably meant", () => {
    const hintOf = (Action: string): string | undefined =>
      lintPolicy(JSON.stringify(policy({ Action, Resource: "*" })), "identity")[0]?.hint;
    expect(hintOf("s3:PutObjct")).toBe("Did you mean `s3:PutObject`?");
    expect(hintOf("dynamdb:PutItem")).toBe("Did you mean `dynamodb`?");
    expect(hintOf("s3:SomethingElseAltogether")).toBe("It grants and denies nothing: correct it or leave it out.");
  });

  it("comes in the order of the text", () => {
    const document = policy({ ...put, Action: ["s3:A", "s3:B"] }, { Action: "s3:C", Resource: "*" });
    expect(findingsIn(document).map((one) => one.split(" ")[1])).toEqual([
      "/Statement/0/Action/0",
      "/Statement/0/Action/1",
      "/Statement/1/Action",
    ]);
  });
});

describe("the size of a document", () => {
  const keys = (count: number): object =>
    policy({ ...put, Resource: Array.from({ length: count }, (_, i) => `arn:aws:s3:::b/${1000 + i}`) });

  it.each<[PolicyKind, object, string[]]>([
    ["session", keys(60), []],
    ["session", keys(85), ["NearSizeLimit "]],
    ["identity", keys(200), []],
    ["identity", keys(270), ["NearSizeLimit "]],
    ["scp", keys(270), []],
    ["scp", keys(440), ["NearSizeLimit "]],
    [
      "rcp",
      {
        Version: "2012-10-17",
        Statement: {
          ...put,
          Effect: "Deny",
          Principal: "*",
          Resource: Array.from({ length: 220 }, (_, i) => `arn:aws:s3:::b/${1000 + i}`),
        },
      },
      ["NearSizeLimit "],
    ],
  ])("of the kind %s", (kind, document, expected) => {
    const codes = lintPolicy(JSON.stringify(document), kind).map(({ code, pointer }) => `${code} ${pointer}`);
    expect(codes).toEqual(expected);
  });
});

describe("lint finds nothing", () => {
  it.each(["RoleForAssume", "EC2Role"])("in the policies of the shipped %s", (logicalId) => {
    for (const parameters of [{}, { ObjectAccess: "public-read", ExternalId: "customer-17" }]) {
      const { AssumeRolePolicyDocument } = propertiesOf(logicalId, parameters) as RoleProperties;
      expect(findingsIn(AssumeRolePolicyDocument, "trust")).toEqual([]);
      const policies = policiesOfRole(logicalId, parameters);
      expect(policies).toHaveLength(1);
      for (const { PolicyDocument } of policies) expect(findingsIn(PolicyDocument)).toEqual([]);
    }
  });

  it("in the article's policies", () => {
    expect(findingsIn(policy({ Action: ["sts:AssumeRole"], Resource: "*" }))).toEqual([]);
    expect(findingsIn(policy({ Action: ["s3:PutObject", "s3:PutObjectAcl"], Resource: "arn:aws:s3:::b/*" }))).toEqual(
      [],
    );
    const service = { Principal: { Service: ["ec2.amazonaws.com"] }, Action: ["sts:AssumeRole"] };
    expect(findingsIn(policy(service), "trust")).toEqual([]);
    const session = policy({ Action: ["s3:PutObject", "s3:PutObjectAcl"], Resource: "arn:aws:s3:::b/hoge" });
    expect(findingsIn(session, "session")).toEqual([]);
  });

  it.each(["hoge", "a*b?c${d}", "deep/er/key.txt"])("in the session policy of a lease for %s", (key) => {
    const text = sessionPolicyFor({ bucket: "my-bucket", key, actions: SCOPE_ACTIONS });
    expect(lintPolicy(text, "session")).toEqual([]);
  });
});

describe("every statement of the conformance cases", () => {
  const folder = new URL("../conformance/policy/", import.meta.url);
  const table = openActionTable();
  const documents = new Set<string>();
  const gather = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if ("Effect" in value) documents.add(JSON.stringify({ Version: "2012-10-17", Statement: value }));
    for (const one of Object.values(value)) gather(one);
  };
  for (const path of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (path.endsWith(".json")) gather(JSON.parse(readFileSync(new URL(path, folder), "utf8")));
  }

  it("is looked over as any kind without a fault of lint's own, and each finding has a place", () => {
    expect(documents.size).toBeGreaterThan(50);
    for (const text of documents) {
      for (const kind of ["identity", "trust", "session", "resource", "boundary", "scp", "rcp"] as const) {
        for (const { line, column, message } of lintPolicy(text, kind, table)) {
          expect(line).toBe(1);
          expect(column).toBeGreaterThan(0);
          expect(message).toMatch(/[^.]$/);
        }
      }
    }
  });
});
