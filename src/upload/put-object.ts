import { type Clock, systemClock } from "../core/index.ts";
import { type Credentials, checkBucketName, checkObjectKey, type EndpointVariant } from "../lease/index.ts";
import { addressOf, type ObjectLocation } from "./address.ts";
import { type Answer, headerOf } from "./answer.ts";
import { type ChecksumAlgorithm, checksumHeader, type ObjectChecksum } from "./checksum/checksum.ts";
import { checksumMethod } from "./checksum/methods.ts";
import { Connection, type CredentialsInUse, fixedCredentials } from "./connection.ts";
import { isConflict, isCorruption, isTransient, refused, unverified } from "./failure.ts";
import type { Fingerprint } from "./fingerprint.ts";
import { findOwn, mayBeDone } from "./lost-answer.ts";
import { md5EtagOf } from "./multipart/etag.ts";
import { type ObjectSettings, objectHeaders } from "./object-headers.ts";
import { DEFAULT_RETRY, type RetryPolicy, retrying } from "./retry.ts";
import { type SourceFile, withSourceFile } from "./source-file.ts";
import { Transport } from "./transport.ts";

/** How far a transfer has come. */
export interface Progress {
  /** Bytes handed to the network in this attempt; falls back to 0 where the upload is tried again. */
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/** What may be said about any upload. */
export interface TransferOptions extends Omit<ObjectSettings, "file">, EndpointVariant {
  /** What is computed here, and compared with what S3 computes. Default: `CRC32`. */
  readonly checksum?: ChecksumAlgorithm;
  /** Told as bytes leave. Default: nobody. */
  readonly onProgress?: (progress: Progress) => void;
  /** The longest silence of the server in milliseconds. Default: 60,000. */
  readonly idleMilliseconds?: number;
  /** Default: four attempts, waiting up to 0.2 s, 0.4 s and 0.8 s. */
  readonly retry?: RetryPolicy;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** What to put where, with whose credentials. */
export interface PutObjectInput extends TransferOptions {
  /** Path of a regular file of at most 5 GiB. */
  readonly file: string;
  readonly bucket: string;
  readonly key: string;
  readonly region: string;
  readonly credentials: Credentials;
  /** Further headers by their lower-case names, such as those that a lease's conditions demand. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** http or https URL. Default: AWS's regional endpoint. */
  readonly endpoint?: string;
}

/** An object that S3 has confirmed. */
export interface UploadedObject {
  readonly bucket: string;
  readonly key: string;
  /** With its quotes, as HTTP has it. */
  readonly etag: string;
  /** What was computed here, and confirmed by a server that computes checksums at all. */
  readonly checksum: ObjectChecksum;
  readonly sizeBytes: number;
  /** Where the object is; whether it may be fetched there without credentials is another matter. */
  readonly url: string;
  readonly requestId: string | undefined;
}

/** The longest silence of a server, unless it is said. */
export const IDLE_MILLISECONDS = 60_000;
/** Above this size a refusal is waited for before the body is sent. */
const EXPECT_ABOVE_BYTES = 1_048_576;

/**
 * Puts a file into a bucket with one PUT, which is signed with its SHA-256 and carries a checksum.
 *
 * @throws KeyleaseError `BucketNameInvalid`, `KeyInvalid`, `FileUnreadable`, `ArgumentInvalid` before any call;
 *   `ServiceError` where S3 refuses; `ClientTimeout` and `UploadFailed` where the network fails to the last attempt;
 *   `UploadUnverified` where the answer does not fit the bytes. An abort rejects with the signal's reason.
 */
export async function putObject(input: PutObjectInput): Promise<UploadedObject> {
  checkBucketName(input.bucket);
  checkObjectKey(input.key);
  const { signal } = input;
  signal?.throwIfAborted();
  const method = await checksumMethod(input.checksum);
  const connection = connect(input, fixedCredentials(input.credentials));
  try {
    const headers = { ...input.headers, ...objectHeaders(input) };
    const reading = { method, signal };
    return await withSourceFile(input.file, reading, (file) => putWhole({ ...input, headers }, connection, file));
  } finally {
    connection.close();
  }
}

/** What {@link putWhole} must know of what is put where. */
export interface PutTarget extends Pick<PutObjectInput, "bucket" | "key" | "retry" | "signal" | "onProgress"> {
  /** What the object is to be, and on which conditions it may be written. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether bytes that were spoilt on the way are sent again. Default: they are not. */
  readonly resendsSpoilt?: boolean;
  /** Told of every attempt that fails. Default: nobody. */
  readonly onFailedAttempt?: (error: unknown) => void;
  /** Whether it may have been done before, by somebody who cannot tell any more. Default: it is not. */
  readonly mayBeDone?: boolean;
}

/** Puts bytes that are summed up already. */
export function putWhole(input: PutTarget, connection: Connection, source: SourceFile): Promise<UploadedObject> {
  const { bucket, key, signal, onProgress } = input;
  const { sizeBytes, sha256, checksum } = source.fingerprint;
  const retry = input.retry ?? DEFAULT_RETRY;
  const put = async (): Promise<Confirmation> => {
    const answer = await connection.call({
      operation: "PutObject",
      method: "PUT",
      headers: headersOf(input, source.fingerprint),
      body: { sizeBytes, sha256, bytes: source.bytes, stream: () => source.stream() },
      onProgress: (sentBytes) => onProgress?.({ sentBytes, totalBytes: sizeBytes }),
    });
    return readConfirmation(answer, source.fingerprint);
  };
  const attempt = async (tried: number): Promise<UploadedObject> => {
    const confirmation = await put().catch((error: unknown) => {
      if ((tried === 1 && input.mayBeDone !== true) || !mayBeDone(error)) throw error;
      const own = { sizeBytes, checksum, etag: () => md5EtagOf(source.stream()) };
      return findOwn(error, { connection, own, retry, signal });
    });
    const { etag, requestId } = confirmation;
    // Written out, here and in what every small file goes through: V8 puts objects that begin as copies of others among those
    // that live long, and collecting them took a tenth of the time.
    return { bucket, key, etag, checksum, sizeBytes, url: connection.address.url, requestId };
  };
  const isWorthTrying = (error: unknown): boolean => {
    input.onFailedAttempt?.(error);
    return isTransient(error) || isConflict(error) || (input.resendsSpoilt === true && isCorruption(error));
  };
  return retrying(attempt, { policy: retry, isTransient: isWorthTrying, signal });
}

/** Opens connections to an object. */
export function connect(
  input: ObjectLocation & Pick<PutObjectInput, "clock" | "idleMilliseconds" | "signal">,
  credentials: CredentialsInUse,
): Connection {
  const { region, clock = systemClock, idleMilliseconds = IDLE_MILLISECONDS, signal } = input;
  const address = addressOf(input);
  const transport = new Transport({ secure: address.secure, region, clock, idleMilliseconds, signal });
  return new Connection(transport, address, credentials);
}

function headersOf({ headers }: PutTarget, { sizeBytes, checksum }: Fingerprint): Record<string, string> {
  const all: Record<string, string> = { "x-amz-sdk-checksum-algorithm": checksum.algorithm };
  for (const name of Object.keys(headers)) all[name] = headers[name] ?? "";
  all[checksumHeader(checksum.algorithm)] = checksum.value;
  if (sizeBytes > EXPECT_ABOVE_BYTES) all.expect = "100-continue";
  return all;
}

/** What the answer itself says of the object. */
type Confirmation = Pick<UploadedObject, "etag" | "requestId">;

function readConfirmation(answer: Answer, { checksum }: Fingerprint): Confirmation {
  if (answer.status !== 200) throw refused(answer, "PutObject");
  const etag = headerOf(answer, "etag");
  // Something that is not S3, such as a captive portal, also answers 200.
  if (etag === undefined) throw unverified("the answer has no ETag");
  const confirmed = headerOf(answer, checksumHeader(checksum.algorithm));
  if (confirmed !== undefined && confirmed !== checksum.value) {
    throw unverified(`the server has the checksum \`${confirmed}\`, and the file \`${checksum.value}\``);
  }
  return { etag, requestId: headerOf(answer, "x-amz-request-id") };
}
