import { type ErrorDetails, KeyleaseError } from "../core/index.ts";

/** What a service said when it refused a call. */
export interface ServiceRefusal {
  /** `sts`, `s3`, `cloudformation`. */
  readonly service: string;
  /** `AssumeRole`. */
  readonly operation: string;
  /** AWS's own code, such as `AccessDenied`. */
  readonly awsCode: string;
  /** AWS's own text. */
  readonly awsMessage: string;
  /** HTTP status; 0 where it is unknown. */
  readonly status: number;
  readonly requestId: string | undefined;
  /** Overrides the hint that the code alone would give. */
  readonly hint?: string | undefined;
  readonly cause?: unknown;
}

/** AWS, or the emulator in its place, refused a call; its code is `ServiceError`. */
export class ServiceError extends KeyleaseError {
  override readonly name: string = "ServiceError";
  readonly service: string;
  readonly operation: string;
  readonly awsCode: string;
  readonly awsMessage: string;
  readonly status: number;
  readonly requestId: string | undefined;

  constructor(refusal: ServiceRefusal) {
    const { service, operation, awsCode, awsMessage, status, requestId, cause } = refusal;
    const text = awsMessage.trim().replace(/\.$/, "");
    super("ServiceError", `${service} refused ${operation} with ${awsCode}${text === "" ? "" : `: ${text}`}`, {
      hint: refusal.hint ?? hintFor(refusal),
      cause,
      facts: { service, operation, awsCode, status, ...(requestId === undefined ? {} : { requestId }) },
    });
    this.service = service;
    this.operation = operation;
    this.awsCode = awsCode;
    this.awsMessage = awsMessage;
    this.status = status;
    this.requestId = requestId;
  }
}

const HINTS: Readonly<Record<string, string>> = {
  AccessControlListNotSupported: "The bucket's object ownership turns ACLs off: upload without --acl.",
  AuthorizationHeaderMalformed: "Check that --region is the region of the bucket.",
  ExpiredToken: "Take a new lease, or renew the credentials that you call with.",
  ExpiredTokenException: "The web identity token is over: give a fresh one.",
  IDPCommunicationError: "AWS could not reach the identity provider: try again.",
  InvalidIdentityToken: "Check that the account has an OpenID Connect provider for the token's issuer and audience.",
  InvalidAccessKeyId: "The key is unknown there: check which account and endpoint the credentials are for.",
  InvalidClientTokenId: "The key is unknown there: check which account and endpoint the credentials are for.",
  MalformedPolicyDocument: "The service cannot read the session policy; see it with --dry-run.",
  NoSuchBucket: "Check the bucket's name and the endpoint.",
  PackedPolicyTooLarge: "Choose a shorter key: the session policy is too large.",
  PermanentRedirect: "The bucket is in another region: give it with --region.",
  PreconditionFailed:
    "An object is there already, and this write may only make new ones. Where an earlier attempt got no answer, it may be its own.",
  RegionDisabledException: "Turn STS on for this region, or choose another one with --region.",
  RequestTimeTooSkewed: "Set this machine's clock.",
  SignatureDoesNotMatch: "Check the secret access key, and this machine's clock.",
};

/** Refusals that have AWS's commonest code, and are told apart by their text alone. */
const HINTS_BY_TEXT: readonly (readonly [text: RegExp, hint: string])[] = [
  [/may not be assumed by root/, "Call as an IAM user or a role: the root user of an account can assume no role."],
  [/MaxSessionDuration/, "Ask for less with --duration, or raise the role's MaxSessionDuration."],
  [/1 hour session limit/, "Ask for an hour or less: the caller's credentials are temporary themselves."],
  [/MultiFactorAuthentication failed/, "Give the device's present code, and each code once."],
  [/with session credentials/, "Call with an IAM user's long-term key, or assume a role instead."],
];

function hintFor({ awsCode, awsMessage, requestId = "REQUEST-ID" }: ServiceRefusal): string {
  const known = HINTS[awsCode] ?? HINTS_BY_TEXT.find(([text]) => text.test(awsMessage))?.[1];
  if (known !== undefined) return known;
  if (!/AccessDenied|Unauthorized|Forbidden/.test(awsCode)) {
    return "Look the code up in the AWS documentation of the operation.";
  }
  return `On the emulator, \`keylease explain ${requestId}\` says which policy refused it; on AWS, look at the trust and the policies of the role.`;
}

/** The part of an AWS SDK error that is used here. */
interface SdkError {
  readonly name?: unknown;
  /** The code on the wire; the SDK's own name for a modelled error is another (`PackedPolicyTooLargeException`). */
  readonly Code?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: unknown; readonly requestId?: unknown };
}

/**
 * Turns what an AWS SDK client threw into an error of Keylease's own: a {@link ServiceError} where the service
 * answered, `ClientTimeout` where it could not be reached. An abort and an error that is one already pass unchanged.
 */
export function fromSdkError(error: unknown, call: { readonly service: string; readonly operation: string }): unknown {
  if (error instanceof KeyleaseError || !(error instanceof Error)) return error;
  const { name, Code, message, code, $metadata } = error as SdkError;
  if (name === "AbortError") return error;
  const status = $metadata?.httpStatusCode;
  if (typeof status === "number") {
    const requestId = typeof $metadata?.requestId === "string" ? $metadata.requestId : undefined;
    return new ServiceError({
      ...call,
      awsCode: typeof Code === "string" && Code !== "" ? Code : String(name),
      // The SDK says `UnknownError` where the answer held no message.
      awsMessage: message === "UnknownError" ? "" : String(message),
      status,
      requestId,
      cause: withoutExchange(error),
    });
  }
  const reason = networkReason(name, code);
  return reason === undefined ? error : unreachable(call.service, reason, { cause: withoutExchange(error) });
}

/** The SDK hangs request and answer on its errors, with the caller's session token; whoever logs a cause would log that. */
function withoutExchange({ name, message, stack }: Error): Error {
  const bare = new Error(message);
  bare.name = name;
  if (stack !== undefined) bare.stack = stack;
  return bare;
}

/** What the network said, where the error is the network's: `ECONNREFUSED`, `TimeoutError`. */
function networkReason(name: unknown, code: unknown): string | undefined {
  if (typeof code === "string" && /^(?:E[A-Z_]+|UND_ERR_[A-Z_]+|CERT_[A-Z_]+|[A-Z_]*CERT[A-Z_]*)$/.test(code))
    return code;
  return name === "TimeoutError" ? name : undefined;
}

/** The service did not answer: refused connection, unknown host, untrusted certificate or no answer in time. */
function unreachable(service: string, reason: string, details: ErrorDetails = {}): KeyleaseError {
  return new KeyleaseError("ClientTimeout", `${service} could not be reached (${reason})`, {
    hint: "Check the endpoint, the region and the network; is the emulator running?",
    ...details,
    facts: { service, reason },
  });
}
