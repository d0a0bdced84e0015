import type { Placed, PlacedStatement } from "../document.ts";
import type { Rule } from "../rule.ts";

/** More statements are compared with each other by no one: the work grows with their square. */
const STATEMENT_LIMIT = 200;

/** Statements that say nothing which another one does not say. Of two equal ones the later is told of. */
export const redundantStatement: Rule = (statement, { document: { statements } }) => {
  if (statements.length > STATEMENT_LIMIT) return [];
  const covering = statements.find((other) => other !== statement && makesRedundant(other, statement));
  if (covering === undefined) return [];
  const { number, sid } = covering.compiled;
  const name = sid === undefined ? `statement ${number}` : `statement ${number} (\`${sid}\`)`;
  const message = `${name} says all that statement ${statement.compiled.number} says`;
  const hint = "Leave it out, or correct what was meant to be different.";
  return [{ code: "RedundantStatement", pointer: statement.pointer, message, hint }];
};

function makesRedundant(other: PlacedStatement, statement: PlacedStatement): boolean {
  if (!coversAll(other, statement)) return false;
  return other.compiled.number < statement.compiled.number || !coversAll(statement, other);
}

function coversAll(a: PlacedStatement, b: PlacedStatement): boolean {
  if (a.compiled.effect !== b.compiled.effect || JSON.stringify(a.principal) !== JSON.stringify(b.principal))
    return false;
  if (a.compiled.principal?.negated !== b.compiled.principal?.negated) return false;
  if (a.conditions.length > 0 && conditionsOf(a) !== conditionsOf(b)) return false;
  // What is listed by exclusion is compared as it stands: there, fewer entries say more.
  const negated = [a, b].some(({ compiled }) => compiled.action.negated || compiled.resource?.negated);
  if (negated) return elementsOf(a) === elementsOf(b);
  return (
    b.actions.every(({ text }) => covers(a.actions, text.toLowerCase(), true)) &&
    b.resources.every(({ text }) => covers(a.resources, text, false))
  );
}

function conditionsOf({ conditions }: PlacedStatement): string {
  const texts = conditions.map(({ condition, values }) => [
    condition.operatorText,
    condition.contextKey,
    values.map(({ text }) => text),
  ]);
  return JSON.stringify(texts);
}

function elementsOf({ compiled, actions, resources }: PlacedStatement): string {
  const texts = [actions, resources].map((placed) => placed.map(({ text }) => text));
  return JSON.stringify([compiled.action.negated, compiled.resource?.negated, ...texts]);
}

function covers(patterns: readonly Placed[], text: string, isAction: boolean): boolean {
  return patterns.some((placed) => {
    const pattern = isAction ? placed.text.toLowerCase() : placed.text;
    return pattern === "*" || pattern === text || beginsAll(pattern, text, isAction);
  });
}

/** Whether `pattern` is a plain beginning and one `*`, and `text` begins so. Wildcards elsewhere are not judged. */
function beginsAll(pattern: string, text: string, isAction: boolean): boolean {
  const beginning = pattern.slice(0, -1);
  if (!pattern.endsWith("*") || /[*?$]/.test(beginning)) return false;
  // A `*` in the first five parts of an ARN stays within its part.
  if (!isAction && beginning.split(":").length < 6) return false;
  return text.startsWith(beginning);
}
