import { expandAction } from "../expand.ts";
import type { Draft } from "../finding.ts";
import type { Rule } from "../rule.ts";

/** Kinds that only limit what others grant: an Allow of nearly everything is how they are written. */
const CEILINGS: ReadonlySet<string> = new Set(["boundary", "scp", "rcp"]);

/** An Allow by what it does not list. */
export const allowsAllButSome: Rule = ({ compiled, pointer }, { document }) => {
  if (compiled.effect === "Deny" || CEILINGS.has(document.kind)) return [];
  const found: Draft[] = [];
  const hint = "List what is to be allowed, or write a Deny for what is not.";
  if (compiled.action.negated) {
    const message = "the statement allows every action but those listed, also of services to come";
    found.push({ code: "AllowsAllButSome", pointer: `${pointer}/NotAction`, message, hint });
  }
  if (compiled.resource?.negated) {
    const message = "the statement allows its actions on every resource but those listed";
    found.push({ code: "AllowsAllButSome", pointer: `${pointer}/NotResource`, message, hint });
  }
  return found;
};

/** An Allow for everybody, without any condition. */
export const allowsEveryone: Rule = ({ compiled, pointer }, { document }) => {
  const { principal, effect, conditions } = compiled;
  if (principal === undefined || effect === "Deny" || conditions.length > 0 || CEILINGS.has(document.kind)) return [];
  if (principal.negated) {
    const message = "the statement allows everybody but those listed, also those who have not signed in";
    const hint = "Name in `Principal` who is allowed.";
    return [{ code: "AllowsEveryone", pointer: `${pointer}/NotPrincipal`, message, hint }];
  }
  if (!principal.entries.some(({ form }) => form === "everyone")) return [];
  const message = "the statement allows everybody in the world";
  const hint = "Name who is allowed, or add a condition such as `aws:PrincipalOrgID`, unless it is meant to be public.";
  return [{ code: "AllowsEveryone", pointer: `${pointer}/Principal`, message, hint }];
};

/** iam:PassRole for any role, to any service. */
export const passRoleToAny: Rule = (statement, { document, table }) => {
  const { compiled, actions, resources, conditions } = statement;
  if (compiled.effect === "Deny" || compiled.action.negated || CEILINGS.has(document.kind)) return [];
  if (!resources.some(({ text }) => text === "*" || /^arn:[^:]*:iam::[^:]*:(?:\*|role\/\*)$/.test(text))) return [];
  if (conditions.some(({ condition }) => condition.contextKey.startsWith("iam:"))) return [];
  return actions.flatMap(({ text, pointer }, i): Draft[] => {
    if (!expandAction(statement, i, table).some(({ name }) => name === "iam:PassRole")) return [];
    const message = `\`${text}\` lets any role be handed to any service, and so be used by whoever has the policy`;
    const hint = "Name the roles in `Resource`, or the service in a condition on `iam:PassedToService`.";
    return [{ code: "PassRoleToAny", pointer, message, hint }];
  });
};
