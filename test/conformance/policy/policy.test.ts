import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  type AuthorisationRequest,
  evaluate,
  explain,
  type NamedPolicy,
  type OrganizationLevels,
  PolicyError,
  type PolicyKind,
  type PolicySets,
  type Principal,
  parsePolicy,
} from "../../../src/policy/index.ts";
import { OPERATORS } from "../../../src/policy/operators/index.ts";
import { ACCOUNT, OTHER_ACCOUNT, PRINCIPALS } from "../../policy/principals.ts";

type Context = Readonly<Record<string, string | readonly string[]>>;

/** The policies of an organization by level; a text names one that AWS attaches itself. */
type Levels = readonly (readonly unknown[])[];

/**
 * One decision. `grant` stands for an identity policy with one Allow of it, `condition` for one Allow of everything
 * under that condition, `bucketAllows` for a bucket policy that allows its principal to put the object. Documents may be
 * written as their statements alone: they are then of `version`, which is 2012-10-17 and may be `none`.
 */
interface DecisionCase {
  readonly name: string;
  readonly principal?: keyof typeof CALLERS;
  readonly action?: string;
  readonly resource?: string;
  readonly account?: string;
  readonly context?: Context;
  readonly version?: string;
  readonly condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly grant?: Readonly<Record<string, unknown>>;
  readonly identity?: readonly unknown[];
  readonly boundary?: readonly unknown[];
  readonly session?: readonly (readonly unknown[])[];
  readonly bucket?: readonly unknown[];
  readonly bucketAllows?: unknown;
  readonly trust?: readonly unknown[];
  readonly scp?: Levels;
  readonly rcp?: Levels;
  readonly expect: string;
}

/**
 * One document of a kind: a text as it stands, an object, or a list of statements, which is then of version
 * 2012-10-17. `paddedTo` puts spaces after it up to so many characters. It is `accepted`, or AWS answers a code and
 * perhaps a message, and S3 a detail; `pointer` is the JSON pointer and `place` the line and column of what is at fault.
 */
interface DocumentCase {
  readonly name: string;
  readonly kind: PolicyKind;
  readonly document: unknown;
  readonly paddedTo?: number;
  readonly expect: string;
  readonly detail?: string;
  readonly pointer?: string;
  readonly place?: string;
}

type Case = DecisionCase | DocumentCase;

const KEYS = new Set(
  "name principal action resource account context version condition grant identity boundary session bucket bucketAllows trust scp rcp expect kind document paddedTo detail pointer place".split(
    " ",
  ),
);

/** Who asks, besides those of other tests. */
const CALLERS = {
  ...PRINCIPALS,
  "other federated": {
    type: "federated-user",
    accountId: OTHER_ACCOUNT,
    arn: `arn:aws:sts::${OTHER_ACCOUNT}:federated-user/guest`,
    userArn: `arn:aws:iam::${OTHER_ACCOUNT}:user/alice`,
    uniqueId: "AIDAOTHEROTHEROTHER22",
  },
  "service-linked": {
    type: "role-session",
    accountId: ACCOUNT,
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/AWSServiceRoleForBackup/job-1`,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/aws-service-role/backup.amazonaws.com/AWSServiceRoleForBackup`,
    uniqueId: "AROABACKUPBACKUPBACK2",
  },
  github: {
    type: "web-identity",
    provider: `arn:aws:iam::${ACCOUNT}:oidc-provider/token.actions.githubusercontent.com`,
  },
} as const satisfies Readonly<Record<string, Principal>>;

const everything = { Effect: "Allow", Action: "*", Resource: "*" };
const ATTACHED_BY_AWS: Readonly<Record<string, unknown>> = {
  FullAWSAccess: everything,
  RCPFullAWSAccess: { ...everything, Principal: "*" },
};

const folder = new URL("./", import.meta.url);
const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".json"));
const FILES: readonly (readonly [title: string, cases: readonly Case[]])[] = paths.sort().map((path) => {
  const { cases } = JSON.parse(readFileSync(new URL(path, folder), "utf8")) as { readonly cases: readonly Case[] };
  return [
    path
      .replace(/\.json$/, "")
      .replaceAll("-", " ")
      .replaceAll(/[\\/]/g, ": "),
    cases,
  ];
});

describe.each(FILES)("%s", (_, cases) => {
  test.each(cases)("$name", (one) => {
    if ("kind" in one) expectDocument(one);
    else expectDecision(one);
  });

  test("has no name twice and no element that is not read", () => {
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length);
    for (const one of cases) expect(Object.keys(one).filter((key) => !KEYS.has(key))).toEqual([]);
  });
});

describe("each operator has a case", () => {
  const all = FILES.flatMap(([, cases]) => cases).filter((one): one is DecisionCase => !("kind" in one));
  test.each([...OPERATORS.keys()])("of a hit, a miss and an absent key for %s", (operator) => {
    const seen = new Set<string>();
    for (const one of all) {
      const keys = Object.entries(one.condition?.[operator] ?? {}).map(([key]) => key.toLowerCase());
      const isLone = keys.length === 1 && Object.keys(one.condition ?? {}).length === 1;
      if (isLone && keys.every((key) => one.context?.[key] === undefined)) seen.add("absent");
      else if (isLone) seen.add(one.expect.startsWith("allow") ? "hit" : "miss");
    }
    expect([...seen].sort()).toEqual(["absent", "hit", "miss"]);
  });
});

function expectDecision(one: DecisionCase): void {
  const [request, sets] = [requestOf(one), setsOf(one)];
  const decision = evaluate(request, sets);
  const words = decision.effect === "Allow" ? ["allow"] : [decision.reason.replace("-", " ")];
  expect([...words, "by", decision.layer].join(" ")).toBe(one.expect);
  expect(explain(request, sets).decision).toEqual(decision);
}

function expectDocument(one: DocumentCase): void {
  const text = textOf(one.document).padEnd(one.paddedTo ?? 0);
  const error = refusalOf(text, one.kind);
  if (error === undefined || one.expect === "accepted") {
    expect(error?.message ?? "accepted").toBe(one.expect);
    return;
  }
  const codeOnly = !one.expect.includes(": ");
  expect(codeOnly ? error.awsCode : `${error.awsCode}: ${error.awsMessage}`).toBe(one.expect);
  expect(error.awsDetail).toBe(one.detail);
  if (one.pointer !== undefined) expect(error.pointer).toBe(one.pointer);
  if (one.place !== undefined) expect(`${error.line}:${error.column}`).toBe(one.place);
}

function textOf(document: unknown): string {
  if (typeof document === "string") return document;
  return JSON.stringify(Array.isArray(document) ? { Version: "2012-10-17", Statement: document } : document);
}

function refusalOf(text: string, kind: PolicyKind): PolicyError | undefined {
  try {
    parsePolicy(text, kind);
    return undefined;
  } catch (error) {
    if (error instanceof PolicyError) return error;
    throw error;
  }
}

function requestOf(one: DecisionCase): AuthorisationRequest {
  const isTrust = one.trust !== undefined;
  return {
    principal: CALLERS[one.principal ?? "uploader"],
    action: one.action ?? (isTrust ? "sts:AssumeRole" : "s3:PutObject"),
    resource: one.resource ?? (isTrust ? `arn:aws:iam::${ACCOUNT}:role/target` : "arn:aws:s3:::bucket/key"),
    resourceAccountId: one.account ?? ACCOUNT,
    context: new Map(Object.entries(one.context ?? {})),
  };
}

function setsOf(one: DecisionCase): PolicySets {
  const parse = (statements: unknown, kind: PolicyKind): NamedPolicy => {
    const version = one.version === "none" ? undefined : (one.version ?? "2012-10-17");
    const document = { Version: version, Statement: statements };
    return { name: `${kind} policy`, policy: parsePolicy(JSON.stringify(document), kind) };
  };
  const levels = (of: Levels | undefined, kind: "scp" | "rcp"): OrganizationLevels | undefined =>
    of?.map((level) => level.map((one) => parse(typeof one === "string" ? ATTACHED_BY_AWS[one] : one, kind)));
  const identity = [
    ...(one.identity ?? []),
    ...(one.grant === undefined ? [] : [{ Effect: "Allow", Resource: "*", ...one.grant }]),
    ...(one.condition === undefined ? [] : [{ ...everything, Condition: one.condition }]),
  ];
  const put = { Effect: "Allow", Action: "s3:PutObject", Resource: "arn:aws:s3:::bucket/*" };
  const bucket = [
    ...(one.bucket ?? []),
    ...(one.bucketAllows === undefined ? [] : [{ ...put, Principal: one.bucketAllows }]),
  ];
  return {
    identity: identity.length === 0 ? [] : [parse(identity, "identity")],
    boundary: one.boundary && parse(one.boundary, "boundary"),
    session: one.session?.map((statements) => parse(statements, "session")),
    resource: [
      ...(bucket.length === 0 ? [] : [parse(bucket, "resource")]),
      ...(one.trust === undefined ? [] : [parse(one.trust, "trust")]),
    ],
    resourcePolicyRequired: one.trust !== undefined,
    scp: levels(one.scp, "scp"),
    rcp: levels(one.rcp, "rcp"),
  };
}
