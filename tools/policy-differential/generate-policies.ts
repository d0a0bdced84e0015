import type { Principal } from "../../src/policy/index.ts";
import type { Case, Document, PrincipalDocument, StatementDocument } from "./case.ts";
import type { Dice } from "./dice.ts";
import { makeCondition, withWildcard } from "./generate-conditions.ts";

/** What a policy is about: the request that it should often match. */
export interface Subject {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly context: Case["context"];
}

type Kind = "identity" | "resource" | "trust" | "scp" | "rcp";

/** A policy of one to three statements, most of which are about the request. */
export function makeDocument(dice: Dice, kind: Kind, subject: Subject): Document {
  const Version = kind !== "scp" && kind !== "rcp" && dice.chance(0.1) ? "2008-10-17" : "2012-10-17";
  return {
    Version,
    Statement: dice.several([1, kind === "resource" ? 3 : 2], () => makeStatement(dice, kind, subject)),
  };
}

function makeStatement(dice: Dice, kind: Kind, subject: Subject): StatementDocument {
  const Effect = kind === "rcp" || dice.chance(0.22) ? "Deny" : "Allow";
  const Condition = makeCondition(dice, subject.context);
  return {
    Effect,
    ...(kind === "identity" || kind === "scp"
      ? {}
      : makePrincipal(dice, { kind, Effect, principal: subject.principal })),
    ...makeAction(dice, kind, subject),
    ...(kind === "trust" ? {} : makeResource(dice, Effect, subject)),
    ...(Condition === undefined ? {} : { Condition }),
  };
}

function makeAction(dice: Dice, kind: Kind, { action }: Subject): Pick<StatementDocument, "Action" | "NotAction"> {
  const [service = "", name = ""] = action.split(":");
  if (kind === "trust") return { Action: [dice.pick([action, action, "sts:*", "sts:AssumeRole*", "sts:TagSession"])] };
  const patterns = dice.several([1, 2], () =>
    dice.weighted([
      [5, action],
      [3, `${service}:*`],
      [2, `${service}:${withWildcard(dice, name)}`],
      [kind === "rcp" ? 0 : 2, "*"],
      [2, dice.pick(["s3:GetObject", "s3:PutObject", "sqs:*", "iam:Get*", "s3:*Object", "s3:List*"])],
      [1, action.toUpperCase()],
    ]),
  );
  // Without NotAction's rarity most statements would be about everything.
  return dice.chance(0.08) && kind !== "rcp" ? { NotAction: patterns } : { Action: patterns };
}

function makeResource(
  dice: Dice,
  effect: "Allow" | "Deny",
  subject: Subject,
): Pick<StatementDocument, "Resource" | "NotResource"> {
  const patterns = dice.several([1, 2], () => makeResourcePattern(dice, subject));
  return dice.chance(effect === "Allow" ? 0.06 : 0.15) ? { NotResource: patterns } : { Resource: patterns };
}

function makeResourcePattern(dice: Dice, { resource }: Subject): string {
  if (resource === "*") return dice.pick(["*", "*", "*", "arn:aws:s3:::reports"]);
  return dice.weighted([
    [6, resource],
    [4, "*"],
    [4, wildcardInName(dice, resource)],
    [1, wildcardInHead(dice, resource)],
    [2, withVariable(dice, resource)],
    [2, dice.pick(["arn:aws:s3:::reports/*", "arn:aws:s3:::other/*", "arn:aws:sqs:*:*:jobs", "arn:aws:iam::*:user/*"])],
  ]);
}

/** What stands before the name that a wildcard may be in: AWS wants the type (`role/`, `user/`) written out. */
function lastName(resource: string): { readonly head: string; readonly name: string } {
  const iamType = /^arn:aws:iam::\d+:\w+\//.exec(resource)?.[0];
  const head = iamType ?? `${resource.split(":", 5).join(":")}:`;
  return { head, name: resource.slice(head.length) };
}

function wildcardInName(dice: Dice, resource: string): string {
  const { head, name } = lastName(resource);
  return `${head}${withWildcard(dice, name)}`;
}

/** A wildcard in the region or the account. */
function wildcardInHead(dice: Dice, resource: string): string {
  const parts = resource.split(":");
  if (parts[2] === "s3") return resource;
  parts[dice.pick(parts[3] === "" ? [4] : [3, 4])] = dice.pick(["*", "?*"]);
  return parts.join(":");
}

function withVariable(dice: Dice, resource: string): string {
  const { head, name } = lastName(resource);
  const first = name.split("/")[0] ?? "";
  const variable = dice.pick([
    "${aws:username}",
    "${aws:PrincipalTag/home}",
    "${aws:PrincipalTag/team, 'red'}",
    "${s3:prefix}",
    "price${$}",
  ]);
  return head.includes(":s3:")
    ? `${head}${first}/${dice.pick(["", "home/", "team/"])}${variable}/*`
    : `${head}${variable}`;
}

function makePrincipal(
  dice: Dice,
  about: { readonly kind: Kind; readonly Effect: "Allow" | "Deny"; readonly principal: Principal },
): Pick<StatementDocument, "Principal" | "NotPrincipal"> {
  if (about.kind === "rcp") return { Principal: "*" };
  // AWS supports NotPrincipal with Deny alone, and in resource policies alone.
  if (about.kind === "resource" && about.Effect === "Deny" && dice.chance(0.12)) {
    return { NotPrincipal: makePrincipals(dice, about.principal, 3) };
  }
  if (dice.chance(0.15)) return { Principal: "*" };
  return { Principal: makePrincipals(dice, about.principal, 2) };
}

function makePrincipals(dice: Dice, principal: Principal, most: number): PrincipalDocument {
  const principals: Record<string, string[]> = {};
  for (const [type, name] of dice.several([1, most], () => makePrincipalName(dice, principal))) {
    if (principals[type]?.includes(name) !== true) principals[type] = [...(principals[type] ?? []), name];
  }
  return principals;
}

const OTHERS: readonly (readonly [type: string, name: string])[] = [
  ["AWS", "*"],
  ["AWS", "111122223333"],
  ["AWS", "arn:aws:iam::111122223333:root"],
  ["AWS", "arn:aws:iam::444455556666:root"],
  ["AWS", "arn:aws:iam::111122223333:user/ann"],
  ["AWS", "arn:aws:iam::111122223333:role/uploader"],
  ["AWS", "arn:aws:sts::111122223333:assumed-role/uploader/other"],
  ["Service", "sns.amazonaws.com"],
  ["Service", "ec2.amazonaws.com"],
  ["Federated", "arn:aws:iam::111122223333:oidc-provider/token.example.com"],
];

/** Most often one of the names that the caller has. */
function makePrincipalName(dice: Dice, principal: Principal): readonly [type: string, name: string] {
  const names = namesOf(principal);
  return names.length > 0 && dice.chance(0.7) ? dice.pick(names) : dice.pick(OTHERS);
}

function namesOf(principal: Principal): readonly (readonly [string, string])[] {
  if (principal.type === "service") return [["Service", principal.service]];
  if (!("accountId" in principal)) return [];
  const arns = [`arn:aws:iam::${principal.accountId}:root`, principal.accountId];
  if (principal.type !== "root") arns.push(principal.arn, principal.arn);
  if (principal.type === "role-session") arns.push(principal.roleArn);
  if (principal.type === "federated-user" && principal.userArn !== undefined) arns.push(principal.userArn);
  return arns.map((arn) => ["AWS", arn] as const);
}
