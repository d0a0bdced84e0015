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
  | "DELETE_COMPLETE";

export type ResourceStatus =
  | "CREATE_IN_PROGRESS"
  | "CREATE_FAILED"
  | "CREATE_COMPLETE"
  | "DELETE_IN_PROGRESS"
  | "DELETE_FAILED"
  | "DELETE_COMPLETE"
  | "DELETE_SKIPPED";

/** Which statuses may come before each. What a run that was overtaken still wants to write is not written. */
const PREDECESSORS: Readonly<Record<StackStatus, readonly StackStatus[]>> = {
  CREATE_IN_PROGRESS: [],
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
  ],
  DELETE_FAILED: ["DELETE_IN_PROGRESS"],
  DELETE_COMPLETE: ["DELETE_IN_PROGRESS"],
};

export function mayFollow(before: StackStatus, after: StackStatus): boolean {
  return PREDECESSORS[after].includes(before);
}

/** The status that an operation ends in when it is cut off, or `undefined` where none is under way. */
export function interruptedStatus<S extends StackStatus | ResourceStatus>(status: S): S | undefined {
  return status.endsWith("_IN_PROGRESS") ? (status.replace(/_IN_PROGRESS$/, "_FAILED") as S) : undefined;
}
