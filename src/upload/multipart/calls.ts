import { ServiceError } from "../../lease/index.ts";
import { type Answer, elementOf, headerOf } from "../answer.ts";
import {
  type ChecksumAlgorithm,
  type ChecksumMethod,
  checksumElement,
  checksumHeader,
  type SummedPart,
} from "../checksum/checksum.ts";
import { type Connection, UNSIGNED, UNSIGNED_WITH_TRAILER } from "../connection.ts";
import { unverified } from "../failure.ts";
import { md5Etag } from "./etag.ts";
import { type PartBytes, sha256Of } from "./part-bytes.ts";
import { PassingPart } from "./passing-part.ts";
import type { TrailingSum } from "./trailing-sum.ts";

/** A part that S3 has confirmed. */
export interface ConfirmedPart extends SummedPart {
  readonly number: number;
  /** With its quotes. */
  readonly etag: string;
}

/** What S3 lists of a part; not every server tells the checksum. */
export interface ListedPart extends Omit<ConfirmedPart, "checksum"> {
  readonly checksum: string | undefined;
}

/** A thousand parts with their checksums are about 300 KB. */
const MOST_LIST_BYTES = 2 ** 20;

/**
 * Begins an upload in parts: with the checksum of the whole object, where the parts' can be put together to it.
 *
 * @param headers What the object is to be: as for a PUT.
 * @returns The upload's id.
 */
export async function createUpload(
  connection: Connection,
  headers: Readonly<Record<string, string>>,
  { algorithm, typeOfParts }: ChecksumMethod,
): Promise<string> {
  const answer = await connection.call({
    operation: "CreateMultipartUpload",
    method: "POST",
    query: { uploads: "" },
    headers: { ...headers, "x-amz-checksum-algorithm": algorithm, "x-amz-checksum-type": typeOfParts },
  });
  const uploadId = elementOf(answer.body, "UploadId");
  if (uploadId === undefined || uploadId === "") throw unverified("the answer names no upload");
  return uploadId;
}

/** How a part is sent. */
export interface SendPart {
  readonly uploadId: string;
  readonly algorithm: ChecksumAlgorithm;
  readonly onProgress: (sentBytes: number) => void;
  readonly signal: AbortSignal;
}

/** Sends a part, and holds S3's answer to its bytes. */
export function sendPart(
  connection: Connection,
  bytes: PartBytes | PassingPart,
  how: SendPart,
): Promise<ConfirmedPart> {
  return bytes instanceof PassingPart ? sendPassing(connection, bytes, how) : sendKnown(connection, bytes, how);
}

/** Sends a part whose checksum stands behind its bytes. */
async function sendPassing(connection: Connection, passing: PassingPart, how: SendPart): Promise<ConfirmedPart> {
  const { part, bodyBytes } = passing;
  const { algorithm } = how;
  let sum: TrailingSum | undefined;
  const pieces = (): TrailingSum => {
    sum = passing.read();
    return sum;
  };
  const answer = await connection.call({
    operation: "UploadPart",
    method: "PUT",
    query: { partNumber: String(part.number), uploadId: how.uploadId },
    headers: {
      "content-encoding": "aws-chunked",
      "x-amz-decoded-content-length": String(part.sizeBytes),
      "x-amz-sdk-checksum-algorithm": algorithm,
      "x-amz-trailer": checksumHeader(algorithm),
    },
    body: { sizeBytes: bodyBytes, sha256: UNSIGNED_WITH_TRAILER, pieces },
    onProgress: how.onProgress,
    signal: how.signal,
  });
  if (sum?.value === undefined) throw unverified(`part ${part.number} was answered before it was sent`);
  return confirmedBy(answer, { part, checksum: sum.value, digest: (hash) => passing.digest(hash) }, algorithm);
}

async function sendKnown(connection: Connection, bytes: PartBytes, how: SendPart): Promise<ConfirmedPart> {
  const { part, checksum } = bytes;
  const { algorithm } = how;
  // Where the checksum is the SHA-256, the signature covers the part at no further cost.
  const isSigned = connection.signsBodies || algorithm === "SHA256";
  const answer = await connection.call({
    operation: "UploadPart",
    method: "PUT",
    query: { partNumber: String(part.number), uploadId: how.uploadId },
    headers: { [checksumHeader(algorithm)]: checksum, "x-amz-sdk-checksum-algorithm": algorithm },
    body: {
      sizeBytes: part.sizeBytes,
      sha256: isSigned ? await sha256Of(bytes, algorithm) : UNSIGNED,
      bytes: bytes.bytes,
      stream: () => bytes.stream(),
    },
    onProgress: how.onProgress,
    signal: how.signal,
  });
  return confirmedBy(answer, bytes, algorithm);
}

/** What S3 has of a part, by its answer. */
async function confirmedBy(
  answer: Answer,
  bytes: Pick<PartBytes, "part" | "checksum" | "digest">,
  algorithm: ChecksumAlgorithm,
): Promise<ConfirmedPart> {
  const { number, sizeBytes } = bytes.part;
  const etag = headerOf(answer, "etag");
  if (etag === undefined) throw unverified(`the answer to part ${number} has no ETag`);
  await checkPart(answer, bytes, { algorithm, etag });
  return { number, sizeBytes, etag, checksum: bytes.checksum };
}

/** A server that knows no checksums (some that only resemble S3) still answers with an MD5. */
async function checkPart(
  answer: Answer,
  bytes: Pick<PartBytes, "part" | "checksum" | "digest">,
  { algorithm, etag }: { readonly algorithm: ChecksumAlgorithm; readonly etag: string },
): Promise<void> {
  const confirmed = headerOf(answer, checksumHeader(algorithm));
  const expected = confirmed === undefined ? md5Etag(await bytes.digest("md5")) : bytes.checksum;
  if ((confirmed ?? etag) === expected) return;
  throw unverified(
    `the server has \`${confirmed ?? etag}\` for part ${bytes.part.number}, and here it is \`${expected}\``,
  );
}

/** Which parts are listed. */
export interface PartList {
  readonly uploadId: string;
  readonly algorithm: ChecksumAlgorithm;
}

/** Every part that S3 has of an upload, by its number. */
export async function listParts(
  connection: Connection,
  { uploadId, algorithm }: PartList,
): Promise<ReadonlyMap<number, ListedPart>> {
  const parts = new Map<number, ListedPart>();
  let marker = "0";
  for (;;) {
    const { body } = await connection.call({
      operation: "ListParts",
      method: "GET",
      query: { "max-parts": "1000", "part-number-marker": marker, uploadId },
      mostAnswerBytes: MOST_LIST_BYTES,
    });
    for (const [, element = ""] of body.matchAll(/<Part>(.*?)<\/Part>/gs)) {
      const part = readListedPart(element, algorithm);
      if (part !== undefined) parts.set(part.number, part);
    }
    const next = elementOf(body, "NextPartNumberMarker");
    if (elementOf(body, "IsTruncated") !== "true" || next === undefined || next === marker) return parts;
    marker = next;
  }
}

function readListedPart(element: string, algorithm: ChecksumAlgorithm): ListedPart | undefined {
  const [number, sizeBytes] = [Number(elementOf(element, "PartNumber")), Number(elementOf(element, "Size"))];
  const etag = elementOf(element, "ETag");
  if (!Number.isInteger(number) || !Number.isInteger(sizeBytes) || etag === undefined) return undefined;
  return { number, sizeBytes, etag, checksum: elementOf(element, checksumElement(algorithm)) };
}

/** Ends an upload and has S3 drop its parts; one that is gone already is as good. */
export async function abortUpload(connection: Connection, uploadId: string, signal?: AbortSignal): Promise<void> {
  try {
    await connection.call({
      operation: "AbortMultipartUpload",
      method: "DELETE",
      query: { uploadId },
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

/** Whether S3 says that there is no such upload (any more). */
export function isGone(error: unknown): boolean {
  return error instanceof ServiceError && error.awsCode === "NoSuchUpload";
}
