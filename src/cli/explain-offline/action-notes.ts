import type { ActionTable } from "../../lint/index.ts";

/** More forms of a resource than these are not worth naming. */
const SHOWN_FORMS = 3;

/**
 * What the table of AWS's actions says against a question: that there is no such action, or that AWS asks it about
 * other resources. A policy with wildcards would allow it all the same, and the answer would be of no use.
 */
export function actionNotes(action: string, resource: string, table: ActionTable): readonly string[] {
  const [prefix = "", name = ""] = action.toLowerCase().split(":");
  const known = table.service(prefix)?.actions.get(name);
  if (known === undefined) return [`the list of AWS's actions (${table.version}) has no ${action}`];
  const { resources: forms } = known;
  if (forms.length === 0) {
    // S3 asks about arn:aws:s3:::* where others ask about *.
    return /(^|:)\*$/.test(resource) ? [] : [`${known.name} knows no resource: AWS asks it about *`];
  }
  if (forms.some((form) => fits(resource, form))) return [];
  const shown = forms.slice(0, SHOWN_FORMS).map((form) => `arn:aws:${form.replaceAll("%", "NAME")}`);
  const more = forms.length > shown.length ? " and others" : "";
  return [`AWS asks ${known.name} about ${shown.join(", ")}${more}, and not about ${resource}`];
}

/** In a form, `*` stands for any characters and `%` for any but a slash; the partition is in none. */
function fits(resource: string, form: string): boolean {
  const pattern = form
    .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("%", "[^/]*");
  return new RegExp(`^arn:[^:]*:${pattern}$`, "su").test(resource);
}
