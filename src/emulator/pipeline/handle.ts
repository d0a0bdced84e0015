import type { Logger } from "../../core/index.ts";
import { AwsError, UrlFormatError } from "../../wire/index.ts";
import { StorageFullError } from "../state/storage-full.ts";
import { authenticate } from "./authentication/authenticate.ts";
import { ClientGoneError } from "./body.ts";
import { type CallEnvironment, runCall } from "./call.ts";
import type { DecisionRecord, RequestLog, RequestRecord } from "./decisions.ts";
import { noteUse } from "./note-use.ts";
import { type IncomingRequest, isS3, type ServiceRequest } from "./request.ts";
import type { HttpResponse, Service } from "./service.ts";

/** What requests are handled with. */
export interface HandleEnvironment extends CallEnvironment {
  readonly log: RequestLog;
  readonly logger: Logger;
  /** Told of every request when its answer is known. */
  readonly observe: (record: RequestRecord) => void;
}

/** What became known of a request on its way, for the log. */
interface Trail {
  operation?: string;
  callerArn?: string;
  decisions: DecisionRecord[];
}

type RecordInMaking = { -readonly [Name in keyof RequestRecord]: RequestRecord[Name] };

/** A request's whole life after it was received: authenticate, detect, authorise, run, serialise. It always answers. */
export async function handle(incoming: IncomingRequest, environment: HandleEnvironment): Promise<HttpResponse> {
  const service = environment.services.get(incoming.service);
  if (service === undefined) throw new Error(`no service ${incoming.service}`);
  const trail: Trail = { decisions: [] };
  let response: HttpResponse;
  let error: AwsError | undefined;
  let fault: string | undefined;
  try {
    response = await answer(incoming, service, { environment, trail });
  } catch (thrown) {
    error = asAwsError(thrown, incoming, environment.logger);
    if (thrown instanceof StorageFullError) fault = thrown.message;
    response = service.serialiseError(error, { form: "", payload: { form: "undeclared" }, ...incoming });
  }
  response = service.complete?.(response, incoming, environment.state) ?? response;
  const record: RecordInMaking = {
    requestId: incoming.id,
    receivedAt: incoming.receivedAt,
    service: service.name,
    status: response.status,
    decisions: trail.decisions,
  };
  // Property by property: a spread beside others costs every request microseconds.
  if (trail.operation !== undefined) record.operation = trail.operation;
  if (trail.callerArn !== undefined) record.callerArn = trail.callerArn;
  if (error !== undefined) {
    record.error = { code: error.code, message: error.message, ...(fault === undefined ? {} : { fault }) };
  }
  environment.log.add(record);
  environment.observe(record);
  return response;
}

async function answer(
  incoming: IncomingRequest,
  service: Service,
  { environment, trail }: { environment: HandleEnvironment; trail: Trail },
): Promise<HttpResponse> {
  service.preflight?.(incoming);
  const authentication = { rules: service.authentication, state: environment.state };
  // Awaited only where there is a wait, here and in what follows: each one costs a small request a microsecond.
  const authenticated = authenticate(incoming, authentication);
  const { request, caller, region } = authenticated instanceof Promise ? await authenticated : authenticated;
  noteUse(environment.state, caller, { service: service.authentication.signingName ?? service.name, region });
  if (caller.arn !== "") trail.callerArn = caller.arn;
  const operationName = service.detect(request);
  trail.operation = operationName;
  const catchingUp = service.catchUp?.(request, environment.state);
  if (catchingUp !== undefined) await catchingUp;
  const call = { service, operationName, request, caller, decisions: trail.decisions };
  const result = runCall(call, environment);
  return service.serialise(operationName, result instanceof Promise ? await result : result, request);
}

function asAwsError(thrown: unknown, request: IncomingRequest | ServiceRequest, logger: Logger): AwsError {
  if (thrown instanceof AwsError) return thrown;
  if (thrown instanceof UrlFormatError)
    return new AwsError("InvalidURI", "Couldn't parse the specified URI.", { status: 400 });
  // For the log alone: nobody reads the answer.
  if (thrown instanceof ClientGoneError) return new AwsError("IncompleteBody", thrown.message, { status: 400 });
  if (thrown instanceof StorageFullError) {
    logger.warn(thrown.message, { requestId: request.id });
    return internalError(request);
  }
  // The text of an unforeseen error may hold anything, so the client gets none of it.
  logger.warn("internal error", {
    requestId: request.id,
    error: thrown instanceof Error ? thrown.stack : String(thrown),
  });
  return internalError(request);
}

/** AWS's word for a failure of its own. Its clients try such a request again, after a while. */
function internalError(request: IncomingRequest | ServiceRequest): AwsError {
  const code = isS3(request.service) ? "InternalError" : "InternalFailure";
  return new AwsError(code, "We encountered an internal error. Please try again.", { status: 500 });
}
