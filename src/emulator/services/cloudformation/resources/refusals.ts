import type { AwsError } from "../../../../wire/index.ts";
import type { InternalCall } from "../../../pipeline/service.ts";

/** Another service refused what a resource needs. */
export class CallRefusedError extends Error {
  override readonly name = "CallRefusedError";
  readonly call: Pick<InternalCall, "service" | "operation">;
  readonly refusal: AwsError;

  constructor(call: Pick<InternalCall, "service" | "operation">, refusal: AwsError) {
    super(refusal.message);
    this.call = call;
    this.refusal = refusal;
  }
}

/** The name that the template gives the resource belongs to something else. */
export class NameTakenError extends Error {
  override readonly name = "NameTakenError";
}

/** The properties are well formed, but do not go together; the message is AWS's, and stands alone. */
export class InvalidPropertiesError extends Error {
  override readonly name = "InvalidPropertiesError";
}

/** The resource was made, but did not come to the state that it must have. */
export class NotStabilisedError extends Error {
  override readonly name = "NotStabilisedError";
}

/** The work was given up, because another resource failed or the stack is to be deleted. */
export class CancelledError extends Error {
  override readonly name = "CancelledError";
}

/** Codes for what is not there (any more). */
const GONE: ReadonlySet<string> = new Set([
  "NoSuchEntity",
  "NoSuchBucket",
  "NoSuchBucketPolicy",
  "InvalidGroup.NotFound",
  "InvalidInstanceID.NotFound",
  "InvalidKeyPair.NotFound",
  "InvalidPermission.NotFound",
  "InvalidSecurityGroupRuleId.NotFound",
  "ParameterNotFound",
]);

/** Codes for a name that is taken. */
const TAKEN: ReadonlySet<string> = new Set([
  "EntityAlreadyExists",
  "BucketAlreadyExists",
  "BucketAlreadyOwnedByYou",
  "InvalidGroup.Duplicate",
  "InvalidKeyPair.Duplicate",
  "ParameterAlreadyExists",
]);

export function isGone(error: unknown): boolean {
  return error instanceof CallRefusedError && GONE.has(error.refusal.code);
}

export function isNameTaken(error: unknown): boolean {
  return error instanceof NameTakenError || (error instanceof CallRefusedError && TAKEN.has(error.refusal.code));
}

/** The class that AWS's resource handlers put a refusal in. */
export function handlerErrorCode({ code, status }: AwsError): string {
  if (GONE.has(code)) return "NotFound";
  if (TAKEN.has(code)) return "AlreadyExists";
  if (code === "LimitExceeded") return "ServiceLimitExceeded";
  return status === 400 ? "InvalidRequest" : "GeneralServiceException";
}
