import type { Principal } from "../../src/policy/index.ts";
import type { Case, Document, Levels } from "./case.ts";
import { Dice } from "./dice.ts";
import { makeDocument, type Subject } from "./generate-policies.ts";
import { principalContext, requestContext } from "./keys.ts";
import { ACCOUNTS, PRINCIPALS, pickTarget, type Target } from "./world.ts";

/** Makes the case of a seed; the same seed makes the same case. */
export function generate(seed: number): Case {
  const dice = new Dice(seed);
  for (;;) {
    const principal = dice.weighted(PRINCIPALS);
    const resourceAccountId = dice.weighted([
      [7, ACCOUNTS[0] as string],
      [3, ACCOUNTS[1] as string],
    ]);
    const target = pickTarget(dice, resourceAccountId);
    if (canAsk(principal, target, resourceAccountId)) return makeCase(dice, { principal, target, resourceAccountId });
  }
}

/**
 * Leaves out what AWS refuses whatever the policies say, or what no one asks: root and anonymous callers assume no
 * roles, federated users call neither IAM nor STS, and what has no policy of its own (lists, users, roles to pass) is
 * for the account's own principals.
 */
function canAsk(principal: Principal, target: Target, resourceAccountId: string): boolean {
  if (principal.type === "federated-user" && /^(iam|sts):/.test(target.action)) return false;
  if (target.action === "sts:AssumeRole") return principal.type !== "root" && principal.type !== "anonymous";
  const ownOnly = target.resource === "*" || target.action.startsWith("iam:");
  return !ownOnly || ("accountId" in principal && principal.accountId === resourceAccountId);
}

interface Asked {
  readonly principal: Principal;
  readonly target: Target;
  readonly resourceAccountId: string;
}

function makeCase(dice: Dice, { principal, target, resourceAccountId }: Asked): Case {
  const own = Object.entries(target.context).filter(() => dice.chance(0.6));
  const context = {
    ...principalContext(dice, principal),
    ...requestContext(dice),
    ...Object.fromEntries(own.map(([name, values]) => [name, dice.pick(values)])),
  };
  const subject: Subject = { principal, action: target.action, resource: target.resource, context };
  const hasPolicies = "accountId" in principal && principal.type !== "root" && !isMadeByRoot(principal);
  const hasResourcePolicy = target.resource !== "*" && !target.action.startsWith("iam:");
  // In half of the cases few policies take part, so that what one statement says is not lost among the others.
  const isRich = dice.chance(0.5);
  const resourceKind = target.action === "sts:AssumeRole" ? "trust" : "resource";
  return {
    principal,
    action: target.action,
    resource: target.resource,
    resourceAccountId,
    context,
    identity: hasPolicies
      ? dice.several([isRich ? 0 : 1, isRich ? 2 : 1], () => makeDocument(dice, "identity", subject))
      : [],
    boundary: hasPolicies && isRich && dice.chance(0.4) ? makeDocument(dice, "identity", subject) : undefined,
    session: isRich || principal.type === "federated-user" ? makeSession(dice, subject) : undefined,
    resourcePolicy:
      hasResourcePolicy && (resourceKind === "trust" || dice.chance(isRich ? 0.7 : 0.4))
        ? makeDocument(dice, resourceKind, subject)
        : undefined,
    scp: "accountId" in principal && isRich && dice.chance(0.4) ? makeScps(dice, subject) : undefined,
    rcp: hasResourcePolicy && isRich && dice.chance(0.4) ? makeRcps(dice, subject) : undefined,
  };
}

function isMadeByRoot(principal: Principal): boolean {
  return principal.type === "federated-user" && principal.userArn === undefined;
}

/** None, one or several for a session of a role; a federated user nearly always has one. */
function makeSession(dice: Dice, subject: Subject): readonly Document[] | undefined {
  const { type } = subject.principal;
  if (type !== "role-session" && type !== "federated-user") return undefined;
  const count = dice.weighted(
    type === "role-session"
      ? ([
          [4, 0],
          [4, 1],
          [2, 2],
        ] as const)
      : ([
          [1, 0],
          [8, 1],
          [2, 2],
        ] as const),
  );
  if (count === 0) return undefined;
  const first = makeDocument(dice, "identity", subject);
  // iam-simulate takes one session policy, so several must be of one version to be put together.
  const rest = dice.several([count - 1, count - 1], () => makeDocument(dice, "identity", subject));
  return [first, ...rest.map((document) => ({ ...document, Version: first.Version }))];
}

const EVERYTHING: Document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: ["*"], Resource: ["*"] }],
};

function makeScps(dice: Dice, subject: Subject): Levels {
  return dice.several([1, 3], () => {
    const base = dice.chance(0.75) ? [EVERYTHING] : [];
    return [...base, ...dice.several([base.length === 0 ? 1 : 0, 1], () => makeDocument(dice, "scp", subject))];
  });
}

/** Customers write RCPs that deny alone. */
function makeRcps(dice: Dice, subject: Subject): Levels {
  return dice.several([1, 2], () => dice.several([0, 1], () => makeDocument(dice, "rcp", subject)));
}
