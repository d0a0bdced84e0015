import { denialReason } from "../../../policy/index.ts";
import type { AwsError } from "../../../wire/index.ts";
import type { Denial, Requirement } from "../../pipeline/service.ts";
import type { Caller } from "../../state/callers.ts";
import { accessDenied } from "./errors.ts";

/**
 * S3's refusal. Callers of the bucket's own account are told who may not do what, and why; anonymous callers and
 * other accounts learn nothing.
 */
export function denied({ caller, requirement, decision }: Denial): AwsError {
  const stranger = caller.principal.type === "anonymous" || decision.accountsDiffer;
  if (stranger) return accessDenied();
  return accessDenied(denialText(caller, requirement, denialReason(decision, requirement.action)));
}

/** AWS's sentence with a reason of its own, such as a setting of Block Public Access. */
function denialText(
  caller: Caller,
  { action, resource }: Pick<Requirement, "action" | "resource">,
  reason: string,
): string {
  // S3 alone puts the ARN in quotes.
  const onResource = resource === "*" ? "" : ` on resource: "${resource}"`;
  return `User: ${caller.arn} is not authorized to perform: ${action}${onResource} ${reason}`;
}

/** A refusal whose reason is no policy. Strangers are told as little as by {@link denied}. */
export function deniedBecause(caller: Caller, requirement: Requirement, reason: string): AwsError {
  if (caller.accountId !== requirement.resourceAccountId) return accessDenied();
  return accessDenied(denialText(caller, requirement, reason));
}
