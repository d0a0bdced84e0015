/** What a stack can be in, of AWS's statuses. */
export type StackStatus =
  | "CREATE_IN_PROGRESS"
  | "CREATE_FAILED"
  | "CREATE_COMPLETE"
  | "ROLLBACK_IN_PROGRESS"
  | "ROLLBACK_FAILED"
  | "ROLLBACK_COMPLETE"
  | "DELETE_IN_PROGRESS"
  | "DELETE_FAILED"
  | "DELETE_COMPLETE"
  | "UPDATE_IN_PROGRESS"
  | "UPDATE_FAILED"
  | "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"
  | "UPDATE_COMPLETE"
  | "UPDATE_ROLLBACK_IN_PROGRESS"
  | "UPDATE_ROLLBACK_FAILED"
  | "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"
  | "UPDATE_ROLLBACK_COMPLETE"
  | "REVIEW_IN_PROGRESS";

export type ResourceStatus =
  | "CREATE_IN_PROGRESS"
  | "CREATE_FAILED"
  | "CREATE_COMPLETE"
  | "DELETE_IN_PROGRESS"
  | "DELETE_FAILED"
  | "DELETE_COMPLETE"
  | "DELETE_SKIPPED"
  | "UPDATE_IN_PROGRESS"
  | "UPDATE_FAILED"
  | "UPDATE_COMPLETE";

/** What a stack must be in for an update to begin. */
export const UPDATABLE: readonly StackStatus[] = ["CREATE_COMPLETE", "UPDATE_COMPLETE", "UPDATE_ROLLBACK_COMPLETE"];

/** Which statuses may come before each. What a run that was overtaken still wants to write is not written. */
const PREDECESSORS: Readonly<Record<StackStatus, readonly StackStatus[]>> = {
  REVIEW_IN_PROGRESS: [],
  CREATE_IN_PROGRESS: ["REVIEW_IN_PROGRESS"],
  CREATE_FAILED: ["CREATE_IN_PROGRESS"],
  CREATE_COMPLETE: ["CREATE_IN_PROGRESS"],
  ROLLBACK_IN_PROGRESS: ["CREATE_IN_PROGRESS"],
  ROLLBACK_FAILED: ["ROLLBACK_IN_PROGRESS"],
  ROLLBACK_COMPLETE: ["ROLLBACK_IN_PROGRESS"],
  DELETE_IN_PROGRESS: [
    "CREATE_IN_PROGRESS",
    "CREATE_FAILED",
    "CREATE_COMPLETE",
    "ROLLBACK_IN_PROGRESS",
    "ROLLBACK_FAILED",
    "ROLLBACK_COMPLETE",
    "DELETE_FAILED",
    "UPDATE_FAILED",
    "UPDATE_COMPLETE",
    "UPDATE_ROLLBACK_FAILED",
    "UPDATE_ROLLBACK_COMPLETE",
    "REVIEW_IN_PROGRESS",
  ],
  DELETE_FAILED: ["DELETE_IN_PROGRESS"],
  DELETE_COMPLETE: ["DELETE_IN_PROGRESS"],
  UPDATE_IN_PROGRESS: UPDATABLE,
  UPDATE_FAILED: ["UPDATE_IN_PROGRESS"],
  UPDATE_COMPLETE_CLEANUP_IN_PROGRESS: ["UPDATE_IN_PROGRESS"],
  UPDATE_COMPLETE: ["UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"],
  UPDATE_ROLLBACK_IN_PROGRESS: ["UPDATE_IN_PROGRESS"],
  UPDATE_ROLLBACK_FAILED: ["UPDATE_ROLLBACK_IN_PROGRESS"],
  UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS: ["UPDATE_ROLLBACK_IN_PROGRESS"],
  UPDATE_ROLLBACK_COMPLETE: ["UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS"],
};

export function mayFollow(before: StackStatus, after: StackStatus): boolean {
  return PREDECESSORS[after].includes(before);
}

/** The status that an operation ends in when it is cut off, or `undefined` where none is under way. */
export function interruptedStatus<S extends StackStatus | ResourceStatus>(status: S): S | undefined {
  // A stack in review waits for a person, and a cleanup that was cut off leaves a stack that is complete.
  if (!status.endsWith("_IN_PROGRESS") || status === "REVIEW_IN_PROGRESS") return undefined;
  if (status.endsWith("_CLEANUP_IN_PROGRESS")) return status.replace(/_CLEANUP_IN_PROGRESS$/, "") as S;
  return status.replace(/_IN_PROGRESS$/, "_FAILED") as S;
}
