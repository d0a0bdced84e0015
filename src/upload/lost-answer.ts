import { KeyleaseError } from "../core/index.ts";
import { ServiceError } from "../lease/index.ts";
import { type Answer, headerOf } from "./answer.ts";
import { checksumHeader, type ObjectChecksum } from "./checksum/checksum.ts";
import type { Connection } from "./connection.ts";
import { isTransient } from "./failure.ts";
import { type RetryPolicy, retrying } from "./retry.ts";

/** How an object is known again. */
export interface OwnObject {
  readonly sizeBytes: number;
  readonly checksum: ObjectChecksum;
  /** Its ETag by the MD5 of its bytes; asked for where the server keeps no checksum of that kind. */
  etag(): Promise<string>;
}

/** How to look for it. */
export interface Search {
  readonly connection: Connection;
  readonly own: OwnObject;
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal | undefined;
}

/** What a refusal may mean where an earlier attempt got no answer: that it was done then. */
export function mayBeDone(error: unknown): error is ServiceError {
  return error instanceof ServiceError && (error.awsCode === "PreconditionFailed" || error.awsCode === "NoSuchUpload");
}

/**
 * Looks whether an object that was refused to a second attempt was made by the first one, whose answer was lost.
 *
 * @returns What the answer would have said.
 * @throws the refusal where another object, or none, is there; KeyleaseError `UploadUncertain` where it cannot be told.
 */
export async function findOwn(
  refusal: ServiceError,
  search: Search,
): Promise<{ readonly etag: string; readonly requestId: string | undefined }> {
  const { connection, own, retry, signal } = search;
  let answer: Answer;
  try {
    answer = await retrying(() => headObject(connection), { policy: retry, isTransient, signal });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ServiceError && error.status === 404) throw refusal;
    throw uncertain(refusal, error);
  }
  const etag = headerOf(answer, "etag");
  if (etag === undefined || !(await isOwn(answer, own))) throw refusal;
  return { etag, requestId: headerOf(answer, "x-amz-request-id") };
}

function headObject(connection: Connection): Promise<Answer> {
  return connection.call({ operation: "HeadObject", method: "HEAD", headers: { "x-amz-checksum-mode": "ENABLED" } });
}

async function isOwn(answer: Answer, { sizeBytes, checksum, etag }: OwnObject): Promise<boolean> {
  if (headerOf(answer, "content-length") !== String(sizeBytes)) return false;
  const value = headerOf(answer, checksumHeader(checksum.algorithm));
  return value === undefined ? headerOf(answer, "etag") === (await etag()) : value === checksum.value;
}

/** S3 answers 403 for an object that is not there, too, unless one may list the bucket. */
function uncertain({ awsCode, operation, requestId }: ServiceError, cause: unknown): KeyleaseError {
  const isThere = awsCode === "PreconditionFailed";
  const isRefused = cause instanceof ServiceError && cause.status === 403;
  const what = isThere
    ? "an object is there already, and may be this upload's own"
    : "the upload is over, and its object may be there";
  const why = isRefused ? `this lease may not read it${isThere ? "" : ", if it is there"}` : "it could not be read";
  return new KeyleaseError("UploadUncertain", `${what}: the answer to an earlier attempt was lost, and ${why}`, {
    hint: "Have somebody who may read the object compare it, or take a lease that may (--allow read) and try again.",
    cause,
    facts: { awsCode, operation, ...(requestId === undefined ? {} : { requestId }) },
  });
}
