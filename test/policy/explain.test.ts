import { describe, expect, test } from "vitest";
import {
  type AuthorisationRequest,
  type Explanation,
  evaluate,
  explain,
  explanationJson,
  type NamedPolicy,
  type PolicyKind,
  type PolicySets,
  parsePolicy,
  renderAdvice,
  renderExplanation,
} from "../../src/policy/index.ts";
import { ACCOUNT, OTHER_ACCOUNT, PRINCIPALS } from "./principals.ts";

function named(name: string, kind: PolicyKind, statements: unknown): NamedPolicy {
  return { name, policy: parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), kind) };
}

const everything = named("inline policy s3-policy of role uploader", "identity", {
  Effect: "Allow",
  Action: "s3:*",
  Resource: "*",
});

const oneKey = named("session policy", "session", [
  { Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::b/other" },
  { Sid: "upload", Effect: "Allow", Action: ["s3:PutObject", "s3:PutObjectAcl"], Resource: "arn:aws:s3:::b/hoge" },
]);

function request(changes: Partial<AuthorisationRequest> = {}): AuthorisationRequest {
  return {
    principal: PRINCIPALS.uploader,
    action: "s3:PutObject",
    resource: "arn:aws:s3:::b/other",
    resourceAccountId: ACCOUNT,
    context: new Map(),
    ...changes,
  };
}

function sets(changes: Partial<PolicySets> = {}): PolicySets {
  return { identity: [everything], resource: [], ...changes };
}

function adviceText({ advice }: Explanation): string | undefined {
  return advice === undefined ? undefined : renderAdvice(advice);
}

describe("an explanation", () => {
  test("of a key that the session policy does not cover names the layer and the statement that is nearest", () => {
    const explanation = explain(request(), sets({ session: [oneKey] }));
    const { decision, advice, layers } = explanation;
    expect(decision).toEqual({ effect: "Deny", reason: "implicit-deny", layer: "session", accountsDiffer: false });
    expect(advice).toEqual({
      change: "add-allow",
      layer: "session",
      action: "s3:PutObject",
      resource: "arn:aws:s3:::b/other",
      nearest: {
        policy: "session policy",
        number: 2,
        sid: "upload",
        misses: [
          {
            element: "Resource",
            matched: false,
            policyValues: ["arn:aws:s3:::b/hoge"],
            requestValue: "arn:aws:s3:::b/other",
          },
        ],
      },
    });
    expect(adviceText(explanation)).toBe(
      "no session policy allows `s3:PutObject` on `arn:aws:s3:::b/other`; nearest statement: session policy, statement 2 (`upload`), whose Resource is `arn:aws:s3:::b/hoge`",
    );
    expect(layers.map(({ layer, outcome }) => [layer, outcome])).toEqual([
      ["identity", "allow"],
      ["boundary", "not-applicable"],
      ["session", "no-allow"],
      ["resource", "not-applicable"],
    ]);
    expect(layers[2]?.policies[0]?.statements[1]).toEqual({
      number: 2,
      sid: "upload",
      effect: "Allow",
      matched: false,
      elements: [
        {
          element: "Action",
          matched: true,
          policyValues: ["s3:PutObject", "s3:PutObjectAcl"],
          requestValue: "s3:PutObject",
        },
        {
          element: "Resource",
          matched: false,
          policyValues: ["arn:aws:s3:::b/hoge"],
          requestValue: "arn:aws:s3:::b/other",
        },
      ],
    });
  });

  test("has no advice where the request is allowed", () => {
    expect(explain(request(), sets()).advice).toBeUndefined();
  });

  test("says that a layer has no Allow at all", () => {
    expect(adviceText(explain(request(), sets({ identity: [] })))).toBe(
      "no identity-based policy allows `s3:PutObject` on `arn:aws:s3:::b/other`; there is no Allow statement in this layer",
    );
  });

  test("names every Deny that applies", () => {
    const bucket = named("bucket policy", "resource", [
      { Effect: "Deny", Principal: "*", Action: "s3:*", Resource: "arn:aws:s3:::b/*" },
      { Sid: "no put", Effect: "Deny", Principal: "*", Action: "s3:Put*", Resource: "arn:aws:s3:::b/*" },
    ]);
    expect(adviceText(explain(request(), sets({ resource: [bucket] })))).toBe(
      "`s3:PutObject` on `arn:aws:s3:::b/other` is denied by bucket policy, statement 1; bucket policy, statement 2 (`no put`); no allow elsewhere helps while they apply",
    );
  });

  test("says which condition failed, and which key the request does not have", () => {
    const encrypted = named("inline policy", "identity", {
      Effect: "Allow",
      Action: "s3:PutObject",
      Resource: "*",
      Condition: {
        StringEquals: { "s3:x-amz-server-side-encryption": "AES256" },
        Bool: { "aws:SecureTransport": true },
      },
    });
    const context = new Map([["aws:securetransport", "false"]]);
    expect(adviceText(explain(request({ context }), sets({ identity: [encrypted] })))).toBe(
      "no identity-based policy allows `s3:PutObject` on `arn:aws:s3:::b/other`; nearest statement: inline policy, statement 1, whose condition StringEquals asks `s3:x-amz-server-side-encryption` for `AES256`, which the request does not have and whose condition Bool asks `aws:SecureTransport` for `true`",
    );
  });

  test("says why a grant to the account is not enough", () => {
    const trust = named("trust policy", "trust", {
      Effect: "Allow",
      Principal: { AWS: ACCOUNT },
      Action: "sts:AssumeRole",
    });
    const asked = request({ action: "sts:AssumeRole", resource: `arn:aws:iam::${ACCOUNT}:role/target` });
    const { layers } = explain(asked, { identity: [], resource: [trust], resourcePolicyRequired: true });
    expect(layers[3]).toMatchObject({
      outcome: "allow",
      note: "a grant to the account passes nothing on by itself: the principal's own policies must allow as well",
    });
  });

  test("says that both accounts must allow", () => {
    const { layers, decision } = explain(request({ resourceAccountId: OTHER_ACCOUNT }), sets());
    expect(decision).toMatchObject({ layer: "resource", accountsDiffer: true });
    expect(layers[3]?.outcome).toBe("no-allow");
    expect(layers[3]?.note).toContain("must both allow");
  });

  test("says that a federated user without a session policy has nothing of its own", () => {
    const { layers } = explain(request({ principal: PRINCIPALS["federated bob"] }), sets());
    expect(layers[2]).toMatchObject({ outcome: "no-allow", policies: [] });
    expect(layers[2]?.note).toContain("by name");
  });

  test("says that an anonymous caller has no policies of its own", () => {
    const { layers, decision } = explain(request({ principal: PRINCIPALS.anonymous }), sets({ identity: [] }));
    expect(decision.layer).toBe("resource");
    expect(layers[0]).toMatchObject({
      outcome: "not-applicable",
      note: "the principal belongs to no account and has no policies of its own",
    });
  });

  test("says that the root user needs no policy", () => {
    const { layers, decision } = explain(request({ principal: PRINCIPALS.root }), sets({ identity: [] }));
    expect(decision).toMatchObject({ effect: "Allow", layer: "root" });
    expect(layers[0]).toMatchObject({
      outcome: "not-applicable",
      note: "the root user has every permission of its account",
    });
  });

  test("says that a grant to the role leaves the session policy in force", () => {
    const bucket = named("bucket policy", "resource", {
      Effect: "Allow",
      Principal: { AWS: PRINCIPALS.uploader.roleArn },
      Action: "s3:PutObject",
      Resource: "arn:aws:s3:::b/*",
    });
    const { layers, decision } = explain(request(), sets({ session: [oneKey], resource: [bucket] }));
    expect(decision).toMatchObject({ effect: "Deny", layer: "session" });
    expect(layers[3]?.note).toBe(
      "a grant to the role or user leaves the permissions boundary and the session policy in force",
    );
  });

  test("lists the keys that conditions and variables miss, of the statements about the action", () => {
    const policy = named("p", "identity", [
      {
        Effect: "Allow",
        Action: "s3:PutObject",
        Resource: ["arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/${aws:PrincipalTag/team, 'none'}/*"],
        Condition: {
          Bool: { "aws:SecureTransport": true },
          StringEquals: { "aws:PrincipalTag/a": "${aws:RequestTag/a}" },
        },
      },
      { Effect: "Allow", Action: "s3:GetObject", Resource: "*", Condition: { Bool: { "s3:never": true } } },
    ]);
    const context = new Map([["aws:principaltag/a", "x"]]);
    const explanation = explain(request({ context }), sets({ identity: [policy] }));
    expect(explanation.missingKeys).toEqual(["aws:username", "aws:SecureTransport", "aws:requesttag/a"]);
    expect(adviceText(explanation)).toContain(
      "whose Resource is `arn:aws:s3:::b/${aws:username}/*` or `arn:aws:s3:::b/${aws:PrincipalTag/team, 'none'}/*`, and the request has no `aws:username` and",
    );
  });

  test("misses nothing where every key has a value", () => {
    expect(explain(request(), sets()).missingKeys).toEqual([]);
  });

  test("says that a Deny with NotPrincipal spares nobody who has a permissions boundary", () => {
    const bucket = named("bucket policy", "resource", {
      Effect: "Deny",
      NotPrincipal: { AWS: [PRINCIPALS.alice.arn, ACCOUNT] },
      Action: "*",
      Resource: "arn:aws:s3:::b/*",
    });
    const asked = request({ principal: PRINCIPALS.alice });
    const boundary = { ...everything, name: "boundary" };
    expect(explain(asked, sets({ resource: [bucket] })).decision.effect).toBe("Allow");
    const { decision, layers } = explain(asked, sets({ resource: [bucket], boundary }));
    expect(decision).toMatchObject({ reason: "explicit-deny", layer: "resource" });
    expect(evaluate(asked, sets({ resource: [bucket], boundary }))).toEqual(decision);
    expect(layers[3]?.policies[0]?.statements[0]?.elements[0]).toMatchObject({
      element: "NotPrincipal",
      matched: true,
      note: "a Deny with NotPrincipal spares nobody who has a permissions boundary",
    });
  });

  test("carries the request's context", () => {
    const context = new Map<string, string | readonly string[]>([["aws:tagkeys", ["a", "b"]]]);
    expect(explain(request({ context }), sets()).request.context).toEqual({ "aws:tagkeys": ["a", "b"] });
  });
});

describe("an explanation as JSON", () => {
  test("has the sentences beside the data, and survives being written", () => {
    const explanation = explain(request(), sets({ session: [oneKey] }));
    const json = explanationJson(explanation);
    expect(json).toMatchObject(explanation);
    expect(json.text).toEqual({
      advice: adviceText(explanation),
      denial: {
        code: "AccessDenied",
        message: `User: ${PRINCIPALS.uploader.arn} is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::b/other" because no session policy allows the s3:PutObject action`,
      },
    });
    expect(JSON.parse(JSON.stringify(json))).toEqual(JSON.parse(JSON.stringify({ ...explanation, text: json.text })));
  });

  test("has no sentences where the request is allowed", () => {
    expect(explanationJson(explain(request(), sets())).text).toEqual({});
  });
});

describe("a rendered explanation", () => {
  test("is the decision, the question, the layers and the advice", () => {
    const text = renderExplanation(explain(request(), sets({ session: [oneKey] })), { colour: false });
    expect(text).toBe(`Denied (not allowed by the session policy): arn:aws:sts::${ACCOUNT}:assumed-role/uploader/job-1
  asked for s3:PutObject
  on arn:aws:s3:::b/other of account ${ACCOUNT}

identity-based policy: allows
  inline policy s3-policy of role uploader
    statement 1, Allow: applies

permissions boundary: not applicable (the principal has no permissions boundary)

session policy: does not allow
  session policy
    statement 1, Allow: Action: policy has s3:GetObject, request has s3:PutObject
    statement 2 upload, Allow: Resource: policy has arn:aws:s3:::b/hoge, request has arn:aws:s3:::b/other

resource-based policy: not applicable

Advice: no session policy allows \`s3:PutObject\` on \`arn:aws:s3:::b/other\`; nearest statement: session policy, statement 2 (\`upload\`), whose Resource is \`arn:aws:s3:::b/hoge\`
`);
  });

  test("says that a key is not in the request", () => {
    const policy = named("p", "identity", {
      Effect: "Allow",
      Action: "*",
      Resource: "*",
      Condition: { Bool: { "aws:SecureTransport": "true" } },
    });
    expect(renderExplanation(explain(request(), sets({ identity: [policy] })), { colour: false })).toContain(
      "statement 1, Allow: Bool aws:SecureTransport: policy has true, the key is not in the request",
    );
  });

  test("counts the values that are too many to show", () => {
    const actions = ["a", "b", "c", "d", "e", "f", "g"].map((name) => `iam:${name}`);
    const policy = named("p", "identity", { Effect: "Allow", Action: actions, Resource: "*" });
    expect(renderExplanation(explain(request(), sets({ identity: [policy] })), { colour: false })).toContain(
      "policy has iam:a or iam:b or iam:c or iam:d or iam:e and 2 more",
    );
  });

  test("has no control characters but its own line feeds, whatever the key", () => {
    const resource = "arn:aws:s3:::b/\u001b[2J\u0007\n\u009b1m\u202ex";
    const text = renderExplanation(explain(request({ resource }), sets({ session: [oneKey] })), { colour: false });
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(text).toContain("arn:aws:s3:::b/\\x1b[2J\\x07\\x0a\\x9b1m\\u202ex");
  });

  test("is the same text with colours, once they are taken away", () => {
    const explanation = explain(request(), sets({ session: [oneKey] }));
    const coloured = renderExplanation(explanation, { colour: true });
    const plain = renderExplanation(explanation, { colour: false });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with an escape character.
    expect(coloured.replace(/\u001b\[\d+m/g, "")).toBe(plain);
  });

  test("names the anonymous caller, services and web identities", () => {
    const text = (principal: AuthorisationRequest["principal"]): string =>
      renderExplanation(explain(request({ principal }), sets({ identity: [] })), { colour: false });
    expect(text(PRINCIPALS.anonymous)).toContain(": anonymous caller\n");
    expect(text(PRINCIPALS.ec2)).toContain(": service ec2.amazonaws.com\n");
    expect(text(PRINCIPALS.oidc)).toContain(": web identity of arn:aws:iam::");
  });
});
