/** Whether CloudFormation still works on a stack or a resource. */
export function isInProgress(status: string): boolean {
  return status.endsWith("_IN_PROGRESS");
}

/** Whether a stack stands as the last deployment asked for it. */
export function isDeployed(status: string | undefined): boolean {
  return status === "CREATE_COMPLETE" || status === "UPDATE_COMPLETE" || status === "IMPORT_COMPLETE";
}

/** Whether there is only a name: a change set was made for a new stack, and never executed. */
export function isOnlyReviewed(status: string | undefined): boolean {
  return status === "REVIEW_IN_PROGRESS";
}

/** Whether a stack whose creation failed can only be deleted. */
export function isBeyondUpdate(status: string | undefined): boolean {
  return /^(CREATE_FAILED|ROLLBACK_COMPLETE|ROLLBACK_FAILED|DELETE_FAILED)$/.test(status ?? "");
}
