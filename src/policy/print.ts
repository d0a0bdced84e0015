import type { Condition, PatternElement, Policy, PrincipalElement, PrincipalEntry, Statement } from "./model.ts";

/**
 * Writes a policy as JSON without spaces, every element with all of its values: parsed again as the same kind it is
 * the same policy. How the document was written first (a single value or a list of one, numbers bare or quoted, the
 * place of white space) is not kept.
 */
export function printPolicy({ version, id, statements }: Policy): string {
  return JSON.stringify({ Version: version, Id: id, Statement: statements.map(toDocument) });
}

function toDocument(statement: Statement): Readonly<Record<string, unknown>> {
  const { sid, effect, principal, action, resource, conditions } = statement;
  return {
    Sid: sid,
    Effect: effect,
    ...(principal === undefined ? {} : { [principal.negated ? "NotPrincipal" : "Principal"]: toPrincipal(principal) }),
    [action.negated ? "NotAction" : "Action"]: textsOf(action),
    ...(resource === undefined ? {} : { [resource.negated ? "NotResource" : "Resource"]: textsOf(resource) }),
    ...(conditions.length === 0 ? {} : { Condition: toConditions(conditions) }),
  };
}

const textsOf = ({ patterns }: PatternElement): readonly string[] => patterns.map(({ text }) => text);

function toPrincipal({ entries }: PrincipalElement): unknown {
  const byType = new Map<string, string[]>();
  for (const entry of entries) {
    const type = typeOf(entry);
    byType.set(type, [...(byType.get(type) ?? []), entry.text]);
  }
  return Object.fromEntries(byType);
}

/** `{"AWS": "*"}` is to the engine what `"*"` is, so that everyone needs no form of its own. */
function typeOf({ form }: PrincipalEntry): string {
  if (form === "service") return "Service";
  if (form === "federated") return "Federated";
  return form === "canonical-user" ? "CanonicalUser" : "AWS";
}

function toConditions(conditions: readonly Condition[]): Readonly<Record<string, Record<string, readonly string[]>>> {
  const operators: Record<string, Record<string, readonly string[]>> = {};
  for (const { operatorText, key, values } of conditions) {
    operators[operatorText] = { ...operators[operatorText], [key]: values };
  }
  return operators;
}
