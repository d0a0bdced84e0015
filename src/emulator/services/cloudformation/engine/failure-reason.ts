import { AwsError } from "../../../../wire/index.ts";
import type { EmulatorState } from "../../../state/state.ts";
import { newUuid } from "../physical-ids.ts";
import { PropertyError } from "../resources/property-error.ts";
import {
  CallRefusedError,
  CancelledError,
  handlerErrorCode,
  InvalidPropertiesError,
  NotStabilisedError,
} from "../resources/refusals.ts";
import { SignalError } from "./receive-signals.ts";

/** Services as AWS's handlers name them. */
const SERVICE_NAMES: Readonly<Record<string, string>> = { ec2: "Ec2", iam: "Iam", s3: "S3", ssm: "Ssm", sts: "Sts" };
const DENIALS: ReadonlySet<string> = new Set(["AccessDenied", "AccessDeniedException", "UnauthorizedOperation"]);

/** What a reason is worded with. */
export interface ReasonContext {
  readonly state: EmulatorState;
  /** Of the request that the calls are made for: `keylease explain` knows their decisions by it. */
  readonly requestId: string;
}

/** Why a resource could not be made or deleted, in AWS's words. */
export function failureReason(error: unknown, context: ReasonContext): string {
  if (error instanceof SignalError) return error.message;
  if (error instanceof CancelledError) return "Resource creation cancelled";
  const isWorded = error instanceof PropertyError || error instanceof InvalidPropertiesError;
  if (isWorded || error instanceof AwsError) return error.message;
  if (error instanceof NotStabilisedError) return handlerMessage(error.message, "NotStabilized", context);
  if (error instanceof CallRefusedError) return refusalReason(error, context);
  // What nobody foresaw is told without its text, which may hold anything.
  return "Internal Failure";
}

function refusalReason({ call, refusal }: CallRefusedError, context: ReasonContext): string {
  if (DENIALS.has(refusal.code)) return `API: ${call.service}:${call.operation} ${refusal.message}`;
  const service = SERVICE_NAMES[call.service] ?? call.service;
  const facts = `(Service: ${service}, Status Code: ${refusal.status}, Request ID: ${context.requestId})`;
  return handlerMessage(`${refusal.message} ${facts} (SDK Attempt Count: 1)`, handlerErrorCode(refusal), context);
}

function handlerMessage(message: string, code: string, { state }: ReasonContext): string {
  const token = newUuid(state.random);
  return `Resource handler returned message: "${message}" (RequestToken: ${token}, HandlerErrorCode: ${code})`;
}
