import type { Placed, PlacedStatement } from "../document.ts";
import type { Draft } from "../finding.ts";
import { standingOf } from "../keys.ts";
import type { Rule } from "../rule.ts";

const VARIABLE = /\$\{([^}]*)\}/g;

/** `${…}` in a document whose version has no variables. */
export const variablesInOldVersion: Rule = (statement, { document }) => {
  if (document.variables) return [];
  return textsOf(statement)
    .filter(({ text }) => text.search(VARIABLE) >= 0)
    .map(({ text, pointer }): Draft => {
      const message = `\`${text}\` has \`\${…}\`, which is plain text in a document of version 2008-10-17`;
      const hint = 'Begin the document with `"Version": "2012-10-17"`; one without `Version` is of 2008-10-17.';
      return { code: "VariablesInOldVersion", pointer, message, hint };
    });
};

/** Variables that no request has a value for, such as a template's own that were never filled in. */
export const unknownVariable: Rule = (statement, { document, table }) => {
  if (!document.variables) return [];
  return textsOf(statement).flatMap(({ text, pointer }) =>
    [...text.matchAll(VARIABLE)].flatMap(([variable, inner = ""]): Draft[] => {
      // What follows a comma is the variable's default, with which it always has a value.
      const key = inner.trim();
      if (/^[*?$]$/.test(key) || key.includes(",") || standingOf(key, statement, table).known !== "nowhere") return [];
      const hint = /^AWS::|^[A-Za-z0-9_.]+$/.test(key)
        ? "It looks like a template's: fill it in before the policy is used."
        : "Name a condition key, such as `${aws:username}`.";
      const message = `\`${variable}\` never has a value, so \`${text}\` matches nothing`;
      return [{ code: "UnknownVariable", pointer, message, hint }];
    }),
  );
};

/** Every text that may hold variables. */
function textsOf({ resources, conditions }: PlacedStatement): readonly Placed[] {
  const values = conditions
    .filter(({ condition }) => condition.operator.allowsVariables)
    .flatMap(({ values }) => values);
  return [...resources, ...values];
}
