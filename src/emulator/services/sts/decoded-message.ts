import { type ElementExplanation, explanationJson, type StatementExplanation } from "../../../policy/index.ts";
import type { AuthorizationMessage } from "../../state/authorization-messages.ts";

/** Global condition keys as AWS writes them. */
const GLOBAL_KEYS = [
  "aws:CurrentTime",
  "aws:EpochTime",
  "aws:FederatedProvider",
  "aws:PrincipalAccount",
  "aws:PrincipalArn",
  "aws:PrincipalIsAWSService",
  "aws:PrincipalServiceName",
  "aws:PrincipalType",
  "aws:Referer",
  "aws:RequestedRegion",
  "aws:ResourceAccount",
  "aws:SecureTransport",
  "aws:SourceIdentity",
  "aws:SourceIp",
  "aws:TokenIssueTime",
  "aws:UserAgent",
  "aws:userid",
  "aws:username",
  "ec2:SourceInstanceARN",
];

interface Items<T> {
  readonly items: readonly T[];
}
interface ConditionItem {
  readonly key: string;
  readonly values: Items<{ readonly value: string }>;
}

/**
 * A message as DecodeAuthorizationMessage answers it: AWS's JSON, with one member more, `explanation`, which AWS has not.
 *
 * Follows the API reference of DecodeAuthorizationMessage and recorded answers.
 */
export function decodedMessage({ explanation, userId, keyNames }: AuthorizationMessage): object {
  const { decision, request, layers } = explanation;
  const { principal, action, resource, context } = request;
  const statements = layers.flatMap(({ policies }) => policies.flatMap((policy) => policy.statements));
  const denying = statements.filter(({ matched, effect }) => matched && effect === "Deny");
  const names = new Map([...GLOBAL_KEYS, ...keyNames].map((name) => [name.toLowerCase(), name]));
  return {
    allowed: decision.effect === "Allow",
    explicitDeny: decision.reason === "explicit-deny",
    matchedStatements: items(denying.map((statement) => statementItem(statement, userId))),
    failures: items([]),
    context: {
      principal: {
        id: userId,
        ...(principal.type === "user" ? { name: lastPart(principal.arn) } : {}),
        ...("arn" in principal ? { arn: principal.arn } : {}),
      },
      action,
      resource,
      conditions: items(
        Object.entries(context).map(([key, value]) => conditionItem(names.get(key) ?? key, [value].flat())),
      ),
    },
    explanation: explanationJson(explanation),
  };
}

function statementItem({ sid, elements }: StatementExplanation, userId: string): object {
  const valuesOf = (...names: readonly ElementExplanation["element"][]): Items<{ readonly value: string }> =>
    valueItems(elements.filter(({ element }) => names.includes(element)).flatMap((element) => element.policyValues));
  const principals = valuesOf("Principal", "NotPrincipal");
  return {
    statementId: sid ?? "",
    effect: "DENY",
    // A policy of the caller's own names nobody; AWS names the caller then.
    principals: principals.items.length === 0 ? valueItems([userId]) : principals,
    principalGroups: items([]),
    actions: valuesOf("Action", "NotAction"),
    resources: valuesOf("Resource", "NotResource"),
    conditions: items(
      elements
        .filter(({ element }) => element === "Condition")
        .map(({ key = "", policyValues }) => conditionItem(key, policyValues)),
    ),
  };
}

function conditionItem(key: string, values: readonly string[]): ConditionItem {
  return { key, values: valueItems(values) };
}

function valueItems(values: readonly string[]): Items<{ readonly value: string }> {
  return items(values.map((value) => ({ value })));
}

function items<T>(list: readonly T[]): Items<T> {
  return { items: list };
}

/** The name at the end of an ARN. */
function lastPart(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}
