import type { Draft } from "../finding.ts";
import type { Rule } from "../rule.ts";

const WHOLE_TEXT = /^String(?:Not)?Equals(?:IgnoreCase)?$/;

/** Wildcards under operators that know none. */
export const literalWildcard: Rule = ({ conditions }) =>
  conditions.flatMap(({ condition: { operator }, values }) => {
    if (!WHOLE_TEXT.test(operator.name)) return [];
    return values
      .filter(({ text }) => text.replaceAll("${*}", "").includes("*"))
      .map(({ text, pointer }): Draft => {
        const message = `the \`*\` in \`${text}\` stands for itself under \`${operator.name}\``;
        const hint = `Use \`${operator.negated ? "StringNotLike" : "StringLike"}\` for wildcards, or write \`\${*}\` where the character is meant.`;
        return { code: "LiteralWildcard", pointer, message, hint };
      });
  });

/**
 * `ForAllValues` in an Allow, which an absent key satisfies, and nothing that asks for its presence. Of global keys
 * alone: a key of a service's own is in every request of the actions that it is for. Nor of the keys of tags: a request
 * without tags has none that the list could forbid, so that there the absent key is meant to pass.
 */
export const absentKeyPasses: Rule = ({ compiled, conditions }) => {
  if (compiled.effect === "Deny") return [];
  const required = new Set(
    conditions
      .filter(
        ({ condition, values }) => condition.operator.testsAbsence && values.every(({ text }) => text === "false"),
      )
      .map(({ condition }) => condition.contextKey),
  );
  const passing = conditions.filter(({ condition: { quantifier, operator, contextKey } }) => {
    if (quantifier !== "ForAllValues" || operator.negated || required.has(contextKey)) return false;
    return contextKey.startsWith("aws:") && contextKey !== "aws:tagkeys";
  });
  return passing.map(({ condition: { operatorText, key }, pointer }): Draft => {
    const message = `\`${operatorText}\` also holds for a request that has no \`${key}\``;
    return { code: "AbsentKeyPasses", pointer, message, hint: `Add \`"Null": {"${key}": "false"}\`.` };
  });
};
