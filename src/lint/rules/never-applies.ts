import type { ActionTable, TableAction } from "../action-table/action-table.ts";
import type { Placed, PlacedStatement } from "../document.ts";
import { expandAction, serviceOf } from "../expand.ts";
import type { Draft } from "../finding.ts";
import { overlaps, splitParts } from "../overlap.ts";
import type { Rule, RuleContext } from "../rule.ts";

/**
 * Services whose resources the data do not have whole. AWS's reference describes some on several pages, and the data keep
 * one page's resources for an action that is on two of them; resources of `codestar-connections` have got a second prefix.
 */
const NOT_JUDGED: ReadonlySet<string> = new Set([
  "apigateway",
  "aws-marketplace",
  "codestar-connections",
  "elasticloadbalancing",
  "ses",
]);

/** An action of a statement, with the forms of the resources that it applies to. */
interface Judged {
  readonly action: Placed;
  readonly forms: readonly string[];
}

/** Actions and resources that stand in one statement and never meet, such as s3:PutObject and a bucket's ARN. */
export const neverApplies: Rule = (statement, context) => {
  const { action, resource } = statement.compiled;
  if (resource === undefined || action.negated || resource.negated) return [];
  if (statement.resources.some(({ text }) => text === "*")) return [];
  const judged = statement.actions.flatMap((one, i) => judge(statement, { action: one, i }, context.table));
  const { variables } = context.document;
  const idle = judged.filter(
    ({ forms }) => !statement.resources.some(({ text }) => forms.some((form) => mayMeet(text, form, variables))),
  );
  const found = idle.map(idleAction);
  // Where one action is not judged, any resource may be for it; where none applies, that was said of each of them.
  if (judged.length < statement.actions.length || idle.length === judged.length) return found;
  return [...found, ...idleResources(statement, judged, context)];
};

function judge(
  statement: PlacedStatement,
  { action, i }: { readonly action: Placed; readonly i: number },
  table: ActionTable,
): readonly Judged[] {
  if (NOT_JUDGED.has(serviceOf(action.text))) return [];
  const expanded = expandAction(statement, i, table);
  return expanded.length === 0 ? [] : [{ action, forms: formsOf(expanded) }];
}

/** Each form once; `""` for actions that know no resource. */
function formsOf(actions: Iterable<TableAction>): readonly string[] {
  return [...new Set([...actions].flatMap(({ resources }) => (resources.length === 0 ? [""] : resources)))];
}

/**
 * An action that knows no resource is asked about `*`, which only `*` matches; but S3 is known to ask about
 * `arn:aws:s3:::*` for its own, so that any ARN that leaves its last part open is let pass.
 */
function mayMeet(resource: string, form: string, variables: boolean): boolean {
  return form === "" ? splitParts(resource, 6)[5] === "*" : overlaps(resource, form, variables);
}

function idleAction({ action: { text, pointer }, forms }: Judged): Draft {
  const named = forms.filter((form) => form !== "").slice(0, 3);
  if (named.length === 0) {
    const message = `\`${text}\` knows no resource by AWS's reference, so that an ARN never fits it`;
    return { code: "ActionNeverApplies", pointer, message, hint: "Give it a statement whose `Resource` is `*`." };
  }
  const arns = named.map((form) => `\`arn:aws:${form.replaceAll("%", "NAME")}\``);
  const message = `\`${text}\` never applies to the resources of its statement`;
  return { code: "ActionNeverApplies", pointer, message, hint: `It applies to ${arns.join(" and ")}.` };
}

/** Resources of a form that the reference has, which none of the statement's actions applies to. */
function idleResources(
  { resources }: PlacedStatement,
  judged: readonly Judged[],
  { document: { variables }, table }: RuleContext,
): readonly Draft[] {
  const forms = new Set(judged.flatMap((one) => one.forms));
  const idle = resources.filter(({ text }) => ![...forms].some((form) => mayMeet(text, form, variables)));
  const known = idle.filter(({ text }) => {
    const actions = table.service(splitParts(text, 6)[2] ?? "")?.actions.values() ?? [];
    return formsOf(actions).some((form) => form !== "" && overlaps(text, form, variables));
  });
  return known.map(({ text, pointer }) => ({
    code: "ResourceNeverApplies",
    pointer,
    message: `no action of the statement applies to \`${text}\``,
    hint: "It grants and denies nothing here: correct it, leave it out, or name the action that it is for.",
  }));
}
