import type { TableAction } from "../action-table/action-table.ts";
import { expandAction, serviceOf } from "../expand.ts";
import type { Draft } from "../finding.ts";
import { overlaps, splitParts } from "../overlap.ts";
import type { Rule } from "../rule.ts";

/** Actions and resources that stand in one statement and never meet, such as s3:PutObject and a bucket's ARN. */
export const neverApplies: Rule = (statement, { document, table }) => {
  const { action, resource } = statement.compiled;
  const { actions, resources } = statement;
  if (resource === undefined || action.negated || resource.negated) return [];
  if (resources.some(({ text }) => text === "*")) return [];
  const met = new Set<string>();
  // What an unknown action applies to is not known either, and it is reported already.
  let judgedAll = true;
  const findings = actions.flatMap(({ text, pointer }, i) => {
    const expanded = expandAction(statement, i, table);
    if (serviceOf(text) === "*" || expanded.length === 0) {
      judgedAll = false;
      return [];
    }
    const forms = formsOf(expanded);
    const fitting = resources.filter((one) => forms.some((form) => mayMeet(one.text, form, document.variables)));
    for (const one of fitting) met.add(one.pointer);
    if (fitting.length > 0) return [];
    const message = `\`${text}\` never applies to the resources of its statement`;
    return [{ code: "ActionNeverApplies" as const, pointer, message, hint: hintFor(forms) }];
  });
  if (!judgedAll || findings.length === actions.length) return findings;
  const unmet = resources.filter(({ pointer }) => !met.has(pointer));
  return [...findings, ...unmet.map(({ text, pointer }) => unusedResource(text, pointer))];
};

/** Each form once; `""` for actions that know no resource. */
function formsOf(actions: readonly TableAction[]): readonly string[] {
  return [...new Set(actions.flatMap(({ resources }) => (resources.length === 0 ? [""] : resources)))];
}

/**
 * An action that knows no resource is asked about `*`, which only `*` matches; but S3 is known to ask about
 * `arn:aws:s3:::*` for its own, so that any ARN that leaves its last part open is let pass.
 */
function mayMeet(resource: string, form: string, variables: boolean): boolean {
  return form === "" ? splitParts(resource, 6)[5] === "*" : overlaps(resource, form, variables);
}

function hintFor(forms: readonly string[]): string {
  const named = forms.filter((form) => form !== "").slice(0, 3);
  if (named.length === 0) return "It knows no resource: give it a statement whose `Resource` is `*`.";
  const arns = named.map((form) => `\`arn:aws:${form.replaceAll("%", "NAME")}\``);
  return `It applies to ${arns.join(" and ")}.`;
}

function unusedResource(text: string, pointer: string): Draft {
  return {
    code: "ResourceNeverApplies",
    pointer,
    message: `no action of the statement applies to \`${text}\``,
    hint: "It grants and denies nothing here: correct it, leave it out, or name the action that it is for.",
  };
}
