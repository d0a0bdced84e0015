import type { RequestContext } from "../policy/index.ts";
import type { ActionTable, TableAction } from "./action-table/action-table.ts";
import type { PlacedStatement } from "./document.ts";

const NO_CONTEXT: RequestContext = new Map();

/** The service's prefix in an action such as `s3:Put*`; `*` where the action is for all services. */
export function serviceOf(action: string): string {
  return action.includes(":") ? action.slice(0, action.indexOf(":")).toLowerCase() : "*";
}

/** The actions that the one numbered `index` of a statement stands for; none for `*`, which is not expanded. */
export function expandAction(statement: PlacedStatement, index: number, table: ActionTable): readonly TableAction[] {
  const pattern = statement.compiled.action.patterns[index];
  if (pattern === undefined) return [];
  const actions = table.service(serviceOf(pattern.text))?.actions;
  if (actions === undefined) return [];
  const name = pattern.text.slice(pattern.text.indexOf(":") + 1).toLowerCase();
  if (!/[*?]/.test(name)) {
    const action = actions.get(name);
    return action === undefined ? [] : [action];
  }
  return [...actions.values()].filter((action) => pattern.matches(action.name, NO_CONTEXT));
}
