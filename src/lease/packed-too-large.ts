import { ServiceError } from "./errors.ts";
import type { PlannedSession } from "./plan.ts";
import type { SessionTag } from "./session-tags.ts";

/** Whether STS found policy and tags together too large. */
export function isTooLarge(error: unknown): error is ServiceError {
  if (!(error instanceof ServiceError)) return false;
  // The second text comes where the whole token would be too large.
  return error.awsCode === "PackedPolicyTooLarge" || /Serialized token too large/.test(error.awsMessage);
}

/** The same refusal, with what could be left out of this very request. */
export function tooLarge(error: ServiceError, { scope }: PlannedSession, tags: readonly SessionTag[]): ServiceError {
  const cuts = [
    ...("keys" in scope ? [`fewer than these ${scope.keys.length} keys`] : ["a shorter key or prefix"]),
    ...(scope.actions.length > 1 ? ["fewer words in --allow"] : []),
    ...(scope.conditions === undefined ? [] : [`fewer conditions (${Object.keys(scope.conditions).join(", ")})`]),
    ...(tags.length === 0 ? [] : [`fewer session tags (${tags.map(({ key }) => key).join(", ")})`]),
  ];
  const { service, operation, awsCode, awsMessage, status, requestId } = error;
  return new ServiceError({
    service,
    operation,
    awsCode,
    awsMessage,
    status,
    requestId,
    hint: `Cut what is packed: ${cuts.join(", ")}. The caller's own transitive session tags count too.`,
    cause: error,
  });
}
