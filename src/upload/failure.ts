import { KeyleaseError } from "../core/index.ts";
import { ServiceError } from "../lease/index.ts";
import type { ObjectAddress } from "./address.ts";
import { type Answer, headerOf, readError } from "./answer.ts";

/** S3 refused an operation. */
export function refused(answer: Answer, operation: string): ServiceError {
  const { code, message, requestId } = readError(answer);
  const region = headerOf(answer, "x-amz-bucket-region") ?? expectedRegion(message);
  return new ServiceError({
    service: "s3",
    operation,
    awsCode: code,
    awsMessage: message,
    status: answer.status,
    requestId,
    hint: isRegionError(code) && region !== undefined ? `The bucket is in \`${region}\`: give that region.` : undefined,
  });
}

/** The network failed. The message names the system's code, never headers. */
export function notSent(error: unknown, address: ObjectAddress): KeyleaseError {
  if (error instanceof KeyleaseError) return error;
  const reason = (error as NodeJS.ErrnoException).code ?? "the connection broke";
  return new KeyleaseError("UploadFailed", `the upload to \`${address.host}\` failed (${reason})`, {
    hint: "Check the endpoint, the region and the network, then try again.",
    cause: error,
    facts: { reason },
  });
}

/** S3's answer does not prove that it holds the bytes that were sent. */
export function unverified(reason: string): KeyleaseError {
  return new KeyleaseError("UploadUnverified", `the upload cannot be trusted: ${reason}`, {
    hint: "Upload the file again; if it happens again, something between here and the server changes the bytes.",
  });
}

const TRANSIENT_CODES: ReadonlySet<string> = new Set([
  "InternalError",
  "RequestTimeout",
  "ServiceUnavailable",
  "SlowDown",
]);

/** The server received a body that is not the one that was signed. */
const SPOILT_CODES: ReadonlySet<string> = new Set(["IncompleteBody", "XAmzContentSHA256Mismatch"]);

/** The server received other bytes than were sent. */
const CORRUPTION_CODES: ReadonlySet<string> = new Set(["BadDigest", ...SPOILT_CODES]);

/** Whether the server asks for fewer requests at a time. */
export function isThrottled(error: unknown): boolean {
  if (error instanceof ServiceError)
    return error.status === 503 || error.status === 429 || error.awsCode === "SlowDown";
  return error instanceof KeyleaseError && error.code === "ClientTimeout";
}

/** Whether trying again may help: the network failed, or the server has trouble of its own. */
export function isTransient(error: unknown): boolean {
  if (error instanceof ServiceError) {
    return error.status >= 500 ? error.status !== 501 : error.status === 429 || TRANSIENT_CODES.has(error.awsCode);
  }
  return error instanceof KeyleaseError && (error.code === "ClientTimeout" || error.code === "UploadFailed");
}

/** Whether another write of the same object, perhaps this one's own first attempt, was not done yet: S3 asks to try again. */
export function isConflict(error: unknown): boolean {
  return error instanceof ServiceError && error.awsCode === "ConditionalRequestConflict";
}

function isRegionError(code: string): boolean {
  return code === "AuthorizationHeaderMalformed" || code === "PermanentRedirect";
}

/** `…; the region 'a' is wrong; expecting 'b'`. */
function expectedRegion(message: string): string | undefined {
  return /expecting '([a-z0-9-]+)'/.exec(message)?.[1];
}

/** Whether S3 received another body than was signed, so that it has done nothing of what it was asked for. */
export function isSpoiltOnItsWay(error: unknown): boolean {
  return error instanceof ServiceError && SPOILT_CODES.has(error.awsCode);
}

/** What servers answer that do not know a checksum behind the bytes, by what they make of the request. */
const UNKNOWN_FORM_CODES: ReadonlySet<string> = new Set([
  "InvalidArgument",
  "InvalidRequest",
  "MissingContentLength",
  "NotImplemented",
  "SignatureDoesNotMatch",
]);

/** Whether a server may not know a checksum that stands behind the bytes it is of, or has taken all of the body for the bytes. */
export function mayRefuseTrailers(error: unknown): boolean {
  return isCorruption(error) || (error instanceof ServiceError && UNKNOWN_FORM_CODES.has(error.awsCode));
}

/** Whether bytes arrived that were not sent: a part is sent again then, which makes good what the network spoiled. */
export function isCorruption(error: unknown): boolean {
  if (error instanceof ServiceError) return CORRUPTION_CODES.has(error.awsCode);
  return error instanceof KeyleaseError && error.code === "UploadUnverified";
}
