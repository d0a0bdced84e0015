import { describe, expect, test } from "vitest";
import {
  type AuthorisationRequest,
  type Decision,
  evaluate,
  explain,
  type NamedPolicy,
  type PolicyKind,
  type PolicySets,
  type Principal,
  parsePolicy,
  renderAdvice,
} from "../../src/policy/index.ts";
import { ACCOUNT, OTHER_ACCOUNT, PRINCIPALS } from "./principals.ts";

function named(name: string, kind: PolicyKind, ...statements: unknown[]): NamedPolicy {
  return { name, policy: parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), kind) };
}

const everything = { Effect: "Allow", Action: "*", Resource: "*" };
const identity = [named("identity policy", "identity", everything)];
const fullScp = named("FullAWSAccess", "scp", everything);
const fullRcp = named("RCPFullAWSAccess", "rcp", { ...everything, Principal: "*" });
const onlySqs = named("only-sqs", "scp", { ...everything, Action: "sqs:*" });
const noPut = named("no-put", "scp", { Effect: "Deny", Action: "s3:PutObject", Resource: "*" });
const rcpNoPut = named("rcp-no-put", "rcp", {
  Effect: "Deny",
  Principal: "*",
  Action: "s3:PutObject",
  Resource: "*",
});
const bucketForAll = named("bucket policy", "resource", {
  Effect: "Allow",
  Principal: "*",
  Action: "s3:PutObject",
  Resource: "arn:aws:s3:::b/*",
});

const asked = (principal: Principal, resourceAccountId = ACCOUNT): AuthorisationRequest => ({
  principal,
  action: "s3:PutObject",
  resource: "arn:aws:s3:::b/k",
  resourceAccountId,
  context: new Map(),
});

const serviceLinked: Principal = {
  ...PRINCIPALS.uploader,
  roleArn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/sqs.amazonaws.com/AWSServiceRoleForX`,
};

function verdict(principal: Principal, sets: Partial<PolicySets>, resourceAccountId?: string): string {
  const request = asked(principal, resourceAccountId);
  const all: PolicySets = { identity: "accountId" in principal ? identity : [], resource: [], ...sets };
  const decision = evaluate(request, all);
  expect(explain(request, all).decision).toEqual(decision);
  return wordsOf(decision);
}

const wordsOf = ({ effect, reason, layer }: Decision): string => `${effect === "Allow" ? "allow" : reason} ${layer}`;

describe("service control policies", () => {
  test("let pass what every level allows", () => {
    expect(verdict(PRINCIPALS.alice, { scp: [[fullScp], [fullScp]] })).toBe("allow identity");
  });

  test("refuse what one level does not allow, wherever it is", () => {
    for (const scp of [
      [[onlySqs], [fullScp]],
      [[fullScp], [onlySqs]],
      [[fullScp], []],
    ]) {
      expect(verdict(PRINCIPALS.alice, { scp })).toBe("implicit-deny scp");
    }
  });

  test("grant nothing themselves", () => {
    expect(verdict(PRINCIPALS.alice, { scp: [[fullScp]], identity: [] })).toBe("implicit-deny identity");
  });

  test("deny although a lower level allows", () => {
    expect(verdict(PRINCIPALS.alice, { scp: [[fullScp, noPut], [fullScp]] })).toBe("explicit-deny scp");
  });

  test("deny explicitly although a higher level only lacks an Allow", () => {
    expect(verdict(PRINCIPALS.alice, { scp: [[onlySqs], [noPut]] })).toBe("explicit-deny scp");
  });

  test("limit root as well", () => {
    expect(verdict(PRINCIPALS.root, { scp: [[onlySqs]] })).toBe("implicit-deny scp");
  });

  test("limit also what a bucket policy grants to the session itself", () => {
    expect(verdict(PRINCIPALS.alice, { scp: [[onlySqs]], resource: [bucketForAll] })).toBe("implicit-deny scp");
  });

  test("do not limit services, anonymous callers and service-linked roles", () => {
    const sets = { scp: [[noPut]], resource: [bucketForAll] };
    expect(verdict(PRINCIPALS.ec2, sets)).toBe("allow resource");
    expect(verdict(PRINCIPALS.anonymous, sets)).toBe("allow resource");
    expect(verdict(serviceLinked, sets)).toBe("allow identity");
  });
});

describe("resource control policies", () => {
  test("limit whoever comes, also without an account or from another", () => {
    const sets = { rcp: [[fullRcp], [fullRcp, rcpNoPut]], resource: [bucketForAll] };
    for (const principal of [PRINCIPALS.alice, PRINCIPALS.root, PRINCIPALS.ec2, PRINCIPALS.anonymous]) {
      expect(verdict(principal, sets)).toBe("explicit-deny rcp");
    }
    expect(verdict(PRINCIPALS["other alice"], sets)).toBe("explicit-deny rcp");
  });

  test("do not limit service-linked roles", () => {
    expect(verdict(serviceLinked, { rcp: [[rcpNoPut]] })).toBe("allow identity");
  });

  test("let pass what every level allows", () => {
    expect(verdict(PRINCIPALS["other alice"], { rcp: [[fullRcp], [fullRcp]], resource: [bucketForAll] })).toBe(
      "allow resource",
    );
  });

  test("are named before service control policies where both lack an Allow", () => {
    expect(verdict(PRINCIPALS.alice, { rcp: [[]], scp: [[]] })).toBe("implicit-deny rcp");
  });
});

describe("the explanation of an organization's policies", () => {
  test("has one layer for each level and names the level that lacks the Allow", () => {
    const { layers, advice } = explain(asked(PRINCIPALS.alice, OTHER_ACCOUNT), {
      identity,
      resource: [bucketForAll],
      scp: [[fullScp], [onlySqs]],
      rcp: [[fullRcp]],
    });
    expect(layers.slice(4).map(({ layer, level, outcome }) => [layer, level, outcome])).toEqual([
      ["scp", 1, "allow"],
      ["scp", 2, "no-allow"],
      ["rcp", 1, "allow"],
    ]);
    expect(advice).toMatchObject({ change: "add-allow", layer: "scp", level: 2 });
    expect(advice && renderAdvice(advice)).toBe(
      "no service control policy at level 2 of the organization allows `s3:PutObject` on `arn:aws:s3:::b/k`; nearest statement: only-sqs, statement 1, whose Action is `sqs:*`",
    );
  });

  test("says whom they do not limit", () => {
    const { layers } = explain(asked(serviceLinked), { identity, resource: [], scp: [[noPut]] });
    expect(layers[4]).toMatchObject({
      outcome: "not-applicable",
      note: "the organization's policies do not limit service-linked roles",
    });
    const anonymous = explain(asked(PRINCIPALS.anonymous), { identity: [], resource: [], scp: [[noPut]] });
    expect(anonymous.layers[4]).toMatchObject({
      outcome: "not-applicable",
      note: "service control policies limit the principals of accounts alone",
    });
  });
});
