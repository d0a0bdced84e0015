import type { Case, Document, StatementDocument } from "./case.ts";
import { documentsOf } from "./case.ts";
import { disagreement, type Outcome } from "./engines.ts";
import { ALLOWS_NOTHING } from "./shrink.ts";

/** A kind of disagreement that is understood: docs/reference/policy-differences.md has a section of the same name. */
export interface Difference {
  readonly name: string;
  /** Whether a case, made as small as it can be, shows this difference. */
  explains(outcome: Outcome): boolean;
}

/**
 * In the order in which they are tried: what a case is about before what a policy in it says. Those about who asks are
 * in restate.ts.
 */
export const DIFFERENCES: readonly Difference[] = [
  {
    name: "grants past a session policy",
    explains: (outcome) =>
      weAllow(outcome) && outcome.one.session?.[0] === ALLOWS_NOTHING && isGrantedToCaller(outcome.one),
  },
  {
    name: "the user behind a federated session",
    explains: ({ one }) => namesUserBehind(one),
  },
  {
    name: "NotPrincipal and its accounts",
    explains: (outcome) =>
      theyAllow(outcome) && outcome.ours.layer === "resource" && hasStatement(outcome.one, (s) => "NotPrincipal" in s),
  },
  {
    name: "variables of 2008-10-17",
    explains: ({ one }) => documentsOf(one).some((d) => d.Version === "2008-10-17" && JSON.stringify(d).includes("${")),
  },
  {
    name: "NotResource and a variable without a value",
    explains: ({ one }) => hasStatement(one, ({ NotResource }) => (NotResource ?? []).some((r) => lacksValue(r, one))),
  },
  {
    name: "negated operators and a variable without a value",
    explains: ({ one }) =>
      hasCondition(one, ({ operator, values }) => /Not/.test(operator) && values.some((v) => lacksValue(v, one))),
  },
  {
    name: "${*} in operators without wildcards",
    explains: ({ one }) => hasCondition(one, ({ operator, values }) => isExact(operator) && values.some(isEscape)),
  },
  {
    name: "several values without a quantifier",
    explains: ({ one }) => hasCondition(one, ({ operator, value }) => Array.isArray(value) && !operator.includes(":")),
  },
  {
    name: "ForAnyValue with IfExists",
    explains: ({ one }) =>
      hasCondition(one, ({ operator, value }) => /^ForAnyValue:.*IfExists$/.test(operator) && value === undefined),
  },
  {
    name: "an empty text in a set",
    explains: ({ one }) =>
      hasCondition(one, ({ operator, value }) => operator.includes(":") && value !== undefined && String(value) === ""),
  },
  {
    name: "addresses of IPv6, and NotIpAddress across families",
    explains: ({ one }) =>
      hasCondition(
        one,
        ({ operator, value, values }) => operator.includes("IpAddress") && [value, ...values].join().includes(":"),
      ),
  },
  {
    name: "the range of all addresses",
    explains: ({ one }) =>
      hasCondition(one, ({ operator, values }) => operator.includes("IpAddress") && values.includes("0.0.0.0/0")),
  },
  {
    name: "seconds since 1970",
    explains: ({ one }) =>
      hasCondition(one, ({ operator, values }) => operator.includes("Date") && values.some((v) => /^\d+$/.test(v))),
  },
  {
    name: "variables in a resource that has no type",
    explains: ({ one }) => hasStatement(one, (s) => resourcesOf(s).some((r) => /^arn:aws:sqs:.*\$\{/.test(r))),
  },
];

/** The name of the first listed difference that explains a disagreement. */
export function classOf(outcome: Outcome): string | undefined {
  if (disagreement(outcome) === "error") return undefined;
  return DIFFERENCES.find((one) => one.explains(outcome))?.name;
}

const weAllow = (outcome: Outcome): boolean => disagreement(outcome) === "only we allow";
const theyAllow = (outcome: Outcome): boolean => disagreement(outcome) === "only they allow";

/** Whether the resource's policy speaks of a user of the federated user's name, or of the user that made the session. */
function namesUserBehind({ principal, resourcePolicy }: Case): boolean {
  if (principal.type !== "federated-user" || resourcePolicy === undefined) return false;
  const byName = principal.arn.replace(":sts:", ":iam:").replace("federated-user/", "user/");
  const text = JSON.stringify(resourcePolicy);
  return byName !== principal.userArn && [byName, principal.userArn ?? byName].some((arn) => text.includes(`"${arn}"`));
}

/** Whether the resource's policy allows the very session, or everyone: not its role, its user or its account. */
function isGrantedToCaller({ principal, resourcePolicy }: Case): boolean {
  const names = ["*", "arn" in principal ? principal.arn : "*"];
  return (resourcePolicy?.Statement ?? []).some(
    ({ Effect, Principal = {} }) =>
      Effect === "Allow" && (Principal === "*" || (Principal.AWS ?? []).some((name) => names.includes(name))),
  );
}

function hasStatement(one: Case, holds: (statement: StatementDocument) => boolean): boolean {
  return documentsOf(one).some((document: Document) => document.Statement.some(holds));
}

interface ConditionOf {
  readonly operator: string;
  readonly values: readonly string[];
  /** What the request has for the key. */
  readonly value: string | readonly string[] | undefined;
}

function hasCondition(one: Case, holds: (condition: ConditionOf) => boolean): boolean {
  return hasStatement(one, ({ Condition }) =>
    Object.entries(Condition ?? {}).some(([operator, keys]) =>
      Object.entries(keys).some(([key, values]) => holds({ operator, values, value: one.context[key] })),
    ),
  );
}

function resourcesOf({ Resource, NotResource }: StatementDocument): readonly string[] {
  return Resource ?? NotResource ?? [];
}

/** Whether a text has a variable without a default that the request has no value for. */
function lacksValue(text: string, { context }: Case): boolean {
  return [...text.matchAll(/\$\{([^,}*?$]+)\}/g)].some(([, key = ""]) => context[key] === undefined);
}

const isEscape = (text: string): boolean => /\$\{[*?$]\}/.test(text);
const isExact = (operator: string): boolean => /String(Not)?Equals/.test(operator);
