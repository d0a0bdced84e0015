import { type Clock, systemClock } from "../core/index.ts";
import { type Credentials, checkBucketName, checkObjectKey } from "../lease/index.ts";
import type { CannedAcl } from "./acl.ts";
import { addressOf, type ObjectAddress } from "./address.ts";
import { type Answer, headerOf } from "./answer.ts";
import { contentTypeOf } from "./content-type.ts";
import { isTransient, notSent, refused, unverified } from "./failure.ts";
import type { Fingerprint } from "./fingerprint.ts";
import { DEFAULT_RETRY, type RetryPolicy, retrying } from "./retry.ts";
import { send } from "./send.ts";
import { signPut } from "./signer.ts";
import { type SourceFile, withSourceFile } from "./source-file.ts";

/** How far a transfer has come. */
export interface Progress {
  /** Bytes handed to the network in this attempt; falls back to 0 where the upload is tried again. */
  readonly sentBytes: number;
  readonly totalBytes: number;
}

/** What may be said about any upload. */
export interface TransferOptions {
  /** Default: what the file's name suggests, else `application/octet-stream`. */
  readonly contentType?: string;
  /** Default: no ACL header, so the bucket's rules hold. */
  readonly acl?: CannedAcl;
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
  /** Base64 of four bytes: the checksum that was computed here and that the server confirmed. */
  readonly checksumCrc32: string;
  readonly sizeBytes: number;
  /** Where the object is; whether it may be fetched there without credentials is another matter. */
  readonly url: string;
  readonly requestId: string | undefined;
}

const IDLE_MILLISECONDS = 60_000;
/** Above this size a refusal is waited for before the body is sent. */
const EXPECT_ABOVE_BYTES = 1_048_576;

/**
 * Puts a file into a bucket with one PUT, which is signed with its SHA-256 and carries its CRC-32.
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
  const address = addressOf(input);
  return withSourceFile(input.file, signal, async (file) => {
    const attempt = async (): Promise<UploadedObject> => {
      const answer = await putOnce(input, address, file);
      return { ...readConfirmation(answer, file.fingerprint), bucket: input.bucket, key: input.key, url: address.url };
    };
    return retrying(attempt, { policy: input.retry ?? DEFAULT_RETRY, isTransient, signal });
  });
}

async function putOnce(input: PutObjectInput, address: ObjectAddress, file: SourceFile): Promise<Answer> {
  const { clock = systemClock, credentials, region, signal, onProgress = () => {} } = input;
  const { sha256, sizeBytes: totalBytes } = file.fingerprint;
  // Signed anew for every attempt: S3 refuses a signature that is older than 15 minutes.
  const headers = await signPut(
    { address, headers: headersOf(input, file.fingerprint), payloadSha256: sha256 },
    { credentials, region, at: clock.now() },
  );
  try {
    return await send({
      address,
      headers,
      body: () => file.stream(),
      bodyBytes: totalBytes,
      idleMilliseconds: input.idleMilliseconds ?? IDLE_MILLISECONDS,
      onProgress: (sentBytes) => onProgress({ sentBytes, totalBytes }),
      signal,
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw notSent(error, address);
  }
}

function headersOf(input: PutObjectInput, { sizeBytes, crc32 }: Fingerprint): Record<string, string> {
  return {
    ...input.headers,
    "content-length": String(sizeBytes),
    "content-type": input.contentType ?? contentTypeOf(input.file),
    "x-amz-checksum-crc32": crc32,
    "x-amz-sdk-checksum-algorithm": "CRC32",
    ...(input.acl === undefined ? {} : { "x-amz-acl": input.acl }),
    ...(sizeBytes > EXPECT_ABOVE_BYTES ? { expect: "100-continue" } : {}),
  };
}

/** What the answer itself says of the object. */
type Confirmation = Pick<UploadedObject, "etag" | "checksumCrc32" | "sizeBytes" | "requestId">;

function readConfirmation(answer: Answer, sent: Fingerprint): Confirmation {
  if (answer.status !== 200) throw refused(answer);
  const etag = headerOf(answer, "etag");
  // Something that is not S3, such as a captive portal, also answers 200.
  if (etag === undefined) throw unverified("the answer has no ETag");
  const confirmed = headerOf(answer, "x-amz-checksum-crc32");
  if (confirmed !== undefined && confirmed !== sent.crc32) {
    throw unverified(`the server has the checksum \`${confirmed}\`, and the file \`${sent.crc32}\``);
  }
  return {
    etag,
    checksumCrc32: sent.crc32,
    sizeBytes: sent.sizeBytes,
    requestId: headerOf(answer, "x-amz-request-id"),
  };
}
