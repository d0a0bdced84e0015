import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  type AuthorisationRequest,
  evaluate,
  explain,
  type NamedPolicy,
  type PolicyKind,
  type PolicySets,
  parsePolicy,
} from "../../../src/policy/index.ts";
import { ACCOUNT, PRINCIPALS } from "../../policy/principals.ts";

/**
 * One decision. `grant` stands for an identity policy with one Allow of it, `condition` for one Allow of everything
 * under that condition. Documents may be written as their statements alone: they are then of version 2012-10-17.
 */
interface Case {
  readonly name: string;
  readonly principal?: keyof typeof PRINCIPALS;
  readonly action?: string;
  readonly resource?: string;
  readonly account?: string;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly version?: string;
  readonly condition?: unknown;
  readonly grant?: Readonly<Record<string, unknown>>;
  readonly identity?: readonly unknown[];
  readonly boundary?: readonly unknown[];
  readonly session?: readonly (readonly unknown[])[];
  readonly bucket?: readonly unknown[];
  readonly trust?: readonly unknown[];
  readonly expect: string;
}

const folder = new URL("./", import.meta.url);

for (const file of readdirSync(folder).filter((name) => name.endsWith(".json"))) {
  describe(file.replace(/\.json$/, "").replaceAll("-", " "), () => {
    const { cases } = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as { readonly cases: readonly Case[] };
    test.each(cases)("$name", (one) => {
      const [request, sets] = [requestOf(one), setsOf(one)];
      const decision = evaluate(request, sets);
      const words = decision.effect === "Allow" ? ["allow"] : [decision.reason.replace("-", " ")];
      expect([...words, "by", decision.layer].join(" ")).toBe(one.expect);
      expect(explain(request, sets).decision).toEqual(decision);
    });
  });
}

function requestOf(one: Case): AuthorisationRequest {
  const isTrust = one.trust !== undefined;
  return {
    principal: PRINCIPALS[one.principal ?? "uploader"],
    action: one.action ?? (isTrust ? "sts:AssumeRole" : "s3:PutObject"),
    resource: one.resource ?? (isTrust ? `arn:aws:iam::${ACCOUNT}:role/target` : "arn:aws:s3:::bucket/key"),
    resourceAccountId: one.account ?? ACCOUNT,
    context: new Map(Object.entries(one.context ?? {})),
  };
}

function setsOf(one: Case): PolicySets {
  const parse = (statements: unknown, kind: PolicyKind): NamedPolicy => {
    const document = { Version: one.version ?? "2012-10-17", Statement: statements };
    return { name: `${kind} policy`, policy: parsePolicy(JSON.stringify(document), kind) };
  };
  const everything = { Effect: "Allow", Action: "*", Resource: "*" };
  const identity = [
    ...(one.identity ?? []),
    ...(one.grant === undefined ? [] : [{ Effect: "Allow", Resource: "*", ...one.grant }]),
    ...(one.condition === undefined ? [] : [{ ...everything, Condition: one.condition }]),
  ];
  return {
    identity: identity.length === 0 ? [] : [parse(identity, "identity")],
    boundary: one.boundary && parse(one.boundary, "boundary"),
    session: one.session?.map((statements) => parse(statements, "session")),
    resource: [
      ...(one.bucket === undefined ? [] : [parse(one.bucket, "resource")]),
      ...(one.trust === undefined ? [] : [parse(one.trust, "trust")]),
    ],
    resourcePolicyRequired: one.trust !== undefined,
  };
}
