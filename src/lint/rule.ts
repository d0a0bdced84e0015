import type { ActionTable } from "./action-table/action-table.ts";
import type { PlacedStatement, PolicyDocument } from "./document.ts";
import type { Draft } from "./finding.ts";

/** What a rule may look at besides the statement. */
export interface RuleContext {
  readonly document: PolicyDocument;
  readonly table: ActionTable;
}

/** Looks at one statement and says what it found. One rule, one file in `rules/`. */
export type Rule = (statement: PlacedStatement, context: RuleContext) => readonly Draft[];
