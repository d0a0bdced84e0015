import { awsDenial, denialSentence } from "../../../policy/index.ts";
import type { AwsError } from "../../../wire/index.ts";
import type { Denial, Requirement } from "../../pipeline/service.ts";
import type { Caller } from "../../state/caller.ts";
import { accessDenied } from "./errors.ts";

/**
 * S3's refusal. Callers of the bucket's own account are told who may not do what, and why; anonymous callers and
 * other accounts learn nothing.
 */
export function denied({ caller, requirement, decision }: Denial): AwsError {
  return accessDenied(awsDenial({ ...requirement, principal: caller.principal }, decision, "s3").message);
}

/** A refusal whose reason is no policy. Strangers are told as little as by {@link denied}. */
export function deniedBecause(caller: Caller, requirement: Requirement, reason: string): AwsError {
  if (caller.accountId !== requirement.resourceAccountId) return accessDenied();
  return accessDenied(denialSentence({ ...requirement, principal: caller.principal }, reason, "s3"));
}
