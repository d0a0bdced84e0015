import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type AuthorisationRequest,
  escapeLiteral,
  evaluate,
  explain,
  type NamedPolicy,
  type PolicyKind,
  type PolicySets,
  parsePolicy,
  policyCanHold,
} from "../../src/policy/index.ts";
import { ACCOUNT, OTHER_ACCOUNT, PRINCIPALS } from "../policy/principals.ts";

type StatementJson = Readonly<Record<string, unknown>>;
interface SetsJson {
  readonly identity: readonly StatementJson[];
  readonly boundary: readonly StatementJson[] | undefined;
  readonly session: readonly StatementJson[] | undefined;
  readonly resource: readonly StatementJson[];
  readonly resourcePolicyRequired: boolean;
}

// Few names, so that statements and requests meet often.
const ACTIONS = ["s3:PutObject", "s3:GetObject", "s3:PutObjectAcl"];
const KEYS = ["a", "b", "a/c", "a*"];
const PRINCIPAL_TEXTS = [
  "*",
  ACCOUNT,
  OTHER_ACCOUNT,
  PRINCIPALS.alice.arn,
  PRINCIPALS.alice.uniqueId,
  PRINCIPALS.uploader.arn,
  PRINCIPALS.uploader.roleArn,
  PRINCIPALS.uploader.uniqueId,
  PRINCIPALS["federated bob"].arn,
  PRINCIPALS["other alice"].arn,
];

const condition = fc.constantFrom<StatementJson>(
  { Bool: { "aws:SecureTransport": "true" } },
  { StringNotEquals: { "s3:x-amz-acl": "private" } },
  { StringLikeIfExists: { "aws:username": "al*" } },
  { "ForAllValues:StringEquals": { "aws:TagKeys": ["x", "y"] } },
  { "ForAnyValue:StringNotLike": { "aws:TagKeys": "x*" } },
  { Null: { "aws:username": "false" } },
);
const resource = fc.constantFrom(
  "*",
  "arn:aws:s3:::b/*",
  "arn:aws:s3:::*",
  "arn:aws:s3:::b/a",
  "arn:aws:s3:::b/a?",
  `arn:aws:s3:::b/a\${*}`,
  `arn:aws:s3:::b/\${aws:username}`,
  "arn:*:s3:::b/a*",
);

function oneOf(names: readonly string[], values: fc.Arbitrary<unknown>): fc.Arbitrary<StatementJson> {
  return fc.tuple(fc.constantFrom(...names), values).map(([name, value]) => ({ [name]: value }));
}

function statement(hasPrincipal: boolean): fc.Arbitrary<StatementJson> {
  const principals = fc.uniqueArray(fc.constantFrom(...PRINCIPAL_TEXTS), { minLength: 1, maxLength: 3 });
  return fc
    .tuple(
      fc.record({ Effect: fc.constantFrom(...Array<string>(9).fill("Allow"), "Deny") }),
      oneOf(["Action", "Action", "Action", "NotAction"], fc.constantFrom("s3:*", "s3:Put*", ...ACTIONS)),
      oneOf(["Resource", "Resource", "Resource", "NotResource"], resource),
      fc.option(
        condition.map((Condition) => ({ Condition })),
        { nil: {}, freq: 1 },
      ),
      hasPrincipal
        ? oneOf(
            ["Principal", "NotPrincipal"],
            principals.map((AWS) => ({ AWS })),
          )
        : fc.constant({}),
    )
    .map((parts) => Object.assign({}, ...parts) as StatementJson);
}

const own = fc.array(statement(false), { minLength: 1, maxLength: 4 });
const setsJson: fc.Arbitrary<SetsJson> = fc.record({
  identity: own,
  boundary: fc.option(own, { nil: undefined }),
  session: fc.option(own, { nil: undefined }),
  resource: fc.array(statement(true), { maxLength: 4 }),
  resourcePolicyRequired: fc.constantFrom(false, false, true),
});
const request: fc.Arbitrary<AuthorisationRequest> = fc.record({
  principal: fc.constantFrom(...Object.values(PRINCIPALS)),
  action: fc.constantFrom(...ACTIONS),
  resource: fc.constantFrom(...KEYS.map((key) => `arn:aws:s3:::b/${key}`)),
  resourceAccountId: fc.constantFrom(ACCOUNT, ACCOUNT, OTHER_ACCOUNT),
  context: fc
    .record(
      {
        "aws:securetransport": fc.constantFrom("true", "false"),
        "aws:username": fc.constantFrom("alice", "a", "a*"),
        "s3:x-amz-acl": fc.constantFrom("private", "public-read"),
        "aws:tagkeys": fc.subarray(["x", "y", "z"]),
      },
      { requiredKeys: [] },
    )
    .map((record) => new Map<string, string | readonly string[]>(Object.entries(record))),
});

function parse(kind: PolicyKind, statements: readonly StatementJson[]): NamedPolicy {
  return { name: kind, policy: parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: statements }), kind) };
}

function toSets(json: SetsJson): PolicySets {
  return {
    identity: [parse("identity", json.identity)],
    boundary: json.boundary && parse("boundary", json.boundary),
    session: json.session && [parse("session", json.session)],
    resource: json.resource.length === 0 ? [] : [parse("resource", json.resource)],
    resourcePolicyRequired: json.resourcePolicyRequired,
  };
}

const decide = (asked: AuthorisationRequest, json: SetsJson): string => evaluate(asked, toSets(json)).effect;
const layer = fc.constantFrom<"identity" | "boundary" | "session" | "resource">(
  "identity",
  "boundary",
  "session",
  "resource",
);
const runs = { numRuns: 400 };

/** The sets with one more statement in a layer, where the layer is there. */
function withStatement(json: SetsJson, name: keyof SetsJson, added: StatementJson): SetsJson {
  const statements = json[name];
  return Array.isArray(statements) ? { ...json, [name]: [...statements, added] } : json;
}

describe("for any policies and any request", () => {
  test("evaluate and explain make the same decision", () => {
    fc.assert(
      fc.property(request, setsJson, (asked, json) => {
        const sets = toSets(json);
        expect(explain(asked, sets).decision).toEqual(evaluate(asked, sets));
      }),
      { numRuns: 1000 },
    );
  });

  test("both decisions are common, so that the properties below say something", () => {
    const sample = fc.sample(fc.tuple(request, setsJson), { numRuns: 1000, seed: 1 });
    const allowed = sample.filter(([asked, json]) => decide(asked, json) === "Allow").length;
    expect(allowed).toBeGreaterThan(150);
    expect(allowed).toBeLessThan(850);
  });

  test("a Deny of everything denies, in whatever layer", () => {
    fc.assert(
      fc.property(request, setsJson, layer, (asked, json, name) => {
        const denyAll = {
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          ...(name === "resource" ? { Principal: "*" } : {}),
        };
        fc.pre(json[name] !== undefined);
        expect(evaluate(asked, toSets(withStatement(json, name, denyAll)))).toMatchObject({ reason: "explicit-deny" });
      }),
      runs,
    );
  });

  test("adding a Deny never allows", () => {
    fc.assert(
      fc.property(
        request,
        setsJson,
        layer,
        statement(true),
        (asked, json, name, { Principal, NotPrincipal, ...rest }) => {
          const principal = NotPrincipal === undefined ? { Principal } : { NotPrincipal };
          const deny = { ...rest, ...(name === "resource" ? principal : {}), Effect: "Deny" };
          fc.pre(decide(asked, json) === "Deny");
          expect(decide(asked, withStatement(json, name, deny))).toBe("Deny");
        },
      ),
      runs,
    );
  });

  test("adding an Allow never denies", () => {
    fc.assert(
      fc.property(
        request,
        setsJson,
        layer,
        statement(true),
        (asked, json, name, { Principal, NotPrincipal, ...rest }) => {
          const principal = NotPrincipal === undefined ? { Principal } : { NotPrincipal };
          const allow = { ...rest, ...(name === "resource" ? principal : {}), Effect: "Allow" };
          fc.pre(decide(asked, json) === "Allow");
          expect(decide(asked, withStatement(json, name, allow))).toBe("Allow");
        },
      ),
      runs,
    );
  });

  test("a session policy never grants more than the role has without it", () => {
    fc.assert(
      fc.property(request, setsJson, own, (asked, json, session) => {
        // A federated user without a session policy has nothing, which is another rule.
        fc.pre(asked.principal.type !== "federated-user");
        if (decide(asked, { ...json, session }) === "Allow") {
          expect(decide(asked, { ...json, session: undefined })).toBe("Allow");
        }
      }),
      runs,
    );
  });

  test("without resource policies a session has at most what its session policy allows", () => {
    fc.assert(
      fc.property(request, setsJson, own, (asked, json, session) => {
        fc.pre(asked.resourceAccountId === ACCOUNT && "accountId" in asked.principal);
        const sets = { ...json, session, resource: [], resourcePolicyRequired: false };
        if (decide(asked, sets) === "Allow") {
          const alone = { ...sets, identity: session, session: undefined, boundary: undefined };
          const user = { ...asked, principal: PRINCIPALS.alice, resourceAccountId: ACCOUNT };
          expect(decide(user, alone)).toBe("Allow");
        }
      }),
      runs,
    );
  });

  test("a boundary never grants more", () => {
    fc.assert(
      fc.property(request, setsJson, own, (asked, json, boundary) => {
        if (decide(asked, { ...json, boundary }) === "Allow") {
          expect(decide(asked, { ...json, boundary: undefined })).toBe("Allow");
        }
      }),
      runs,
    );
  });

  test("the order of statements does not matter", () => {
    fc.assert(
      fc.property(request, setsJson, (asked, json) => {
        const reversed = {
          ...json,
          identity: json.identity.toReversed(),
          boundary: json.boundary?.toReversed(),
          session: json.session?.toReversed(),
          resource: json.resource.toReversed(),
        };
        expect(evaluate(asked, toSets(reversed))).toEqual(evaluate(asked, toSets(json)));
      }),
      runs,
    );
  });
});

describe("for any two keys", () => {
  const special = fc.constantFrom("*", "?", "$", "{", "}", `\${`, `\${*}`, "a", "b", "/", ":", "'", "\\", '"');
  const latin = fc.integer({ min: 0x20, max: 0xff }).map((code) => String.fromCharCode(code));
  const key = fc.array(fc.oneof(special, latin), { minLength: 1, maxLength: 12 }).map((parts) => parts.join(""));
  const matches = (policyKey: string, requestKey: string): boolean => {
    const [found] = parse("session", [
      { Effect: "Allow", Action: "s3:PutObject", Resource: `arn:aws:s3:::b/${escapeLiteral(policyKey)}` },
    ]).policy.statements;
    const context = new Map([["a", "x"]]);
    return found?.resource?.patterns[0]?.matches(`arn:aws:s3:::b/${requestKey}`, context) === true;
  };

  test("a policy for a key matches that key", () => {
    fc.assert(
      fc.property(key, (one) => {
        expect(policyCanHold(one)).toBe(true);
        expect(matches(one, one)).toBe(true);
      }),
      runs,
    );
  });

  test("a policy for one key never matches the other", () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        fc.pre(one !== other);
        expect(matches(one, other)).toBe(false);
      }),
      runs,
    );
  });

  test("a policy for a key with a wildcard never matches what the wildcard would", () => {
    fc.assert(
      fc.property(key, key, fc.constantFrom("*", "?"), key, (head, middle, wildcard, tail) => {
        fc.pre(middle !== wildcard);
        expect(matches(head + wildcard + tail, head + middle + tail)).toBe(
          head + wildcard + tail === head + middle + tail,
        );
      }),
      runs,
    );
  });
});

describe("for any pattern and text", () => {
  const pattern = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "/"), maxLength: 10 });
  const text = fc.string({ unit: fc.constantFrom("a", "b", "/"), maxLength: 12 });

  /** The definition, as slow as it is plain. */
  function means(glob: string, value: string): boolean {
    if (glob === "") return value === "";
    if (glob[0] === "*") return means(glob.slice(1), value) || (value !== "" && means(glob, value.slice(1)));
    return value !== "" && (glob[0] === "?" || glob[0] === value[0]) && means(glob.slice(1), value.slice(1));
  }

  test("the greedy walk decides as the definition does", () => {
    fc.assert(
      fc.property(pattern, text, (glob, value) => {
        const [found] = parse("identity", [{ Effect: "Allow", Action: "*", Resource: `arn:aws:s3:::x${glob}` }]).policy
          .statements;
        expect(found?.resource?.patterns[0]?.matches(`arn:aws:s3:::x${value}`, new Map())).toBe(means(glob, value));
      }),
      { numRuns: 1000 },
    );
  });
});
