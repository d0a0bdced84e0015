import { locate, type Policy, PolicyError, type PolicyKind, parsePolicy } from "../policy/index.ts";
import { type ActionTable, openActionTable } from "./action-table/action-table.ts";
import { placePolicy } from "./document.ts";
import type { Draft, Finding } from "./finding.ts";
import type { Rule, RuleContext } from "./rule.ts";
import { allowsAllButSome, allowsEveryone, passRoleToAny } from "./rules/broad-grants.ts";
import { conditionKeys } from "./rules/condition-keys.ts";
import { absentKeyPasses, literalWildcard } from "./rules/condition-values.ts";
import { neverApplies } from "./rules/never-applies.ts";
import { redundantStatement } from "./rules/redundant-statement.ts";
import { strayCharacters } from "./rules/stray-characters.ts";
import { unboundFederation } from "./rules/unbound-federation.ts";
import { unknownAction } from "./rules/unknown-action.ts";
import { unknownVariable, variablesInOldVersion } from "./rules/variables.ts";
import { judgeSize } from "./size.ts";

const RULES: readonly Rule[] = [
  unknownAction,
  neverApplies,
  conditionKeys,
  literalWildcard,
  absentKeyPasses,
  variablesInOldVersion,
  unknownVariable,
  strayCharacters,
  allowsAllButSome,
  allowsEveryone,
  passRoleToAny,
  unboundFederation,
  redundantStatement,
];

/**
 * Looks a policy document over: what AWS refuses is an error, and what AWS takes but does not do what it seems to is a
 * warning. A document with an error has no other finding. In the order of the text.
 *
 * A finding is a hint to somebody who reads, never a proof: what is not found is not thereby right. The actions are
 * those of the time when the table was written (`TABLE_VERSION`), so that a newer one is told of as unknown.
 *
 * @param table Default: the table that is part of Keylease. Many documents are looked over faster with one table.
 */
export function lintPolicy(text: string, kind: PolicyKind, table: ActionTable = openActionTable()): readonly Finding[] {
  let policy: Policy;
  try {
    policy = parsePolicy(text, kind);
  } catch (error) {
    if (error instanceof PolicyError) return [errorFinding(error)];
    throw error;
  }
  const document = placePolicy(text, policy);
  const context: RuleContext = { document, table };
  const drafts = document.statements.flatMap((statement) => RULES.flatMap((rule) => rule(statement, context)));
  return [...judgeSize(document), ...drafts].map((draft) => place(draft, text)).sort(byPlace);
}

function errorFinding(error: PolicyError): Finding {
  return {
    code: "PolicyMalformed",
    severity: "error",
    pointer: error.pointer,
    line: error.line,
    column: error.column,
    message: error.message,
    hint: error.hint,
    aws: { code: error.awsCode, message: error.awsMessage },
  };
}

function place({ code, pointer, message, hint }: Draft, text: string): Finding {
  return { code, severity: "warning", pointer, ...locate(text, pointer), message, hint };
}

function byPlace(a: Finding, b: Finding): number {
  return a.line - b.line || a.column - b.column;
}
