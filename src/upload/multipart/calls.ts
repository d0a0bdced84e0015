import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { ServiceError } from "../../lease/index.ts";
import { type Answer, elementOf, headerOf } from "../answer.ts";
import { combineCrc32, crc32Text, parseCrc32 } from "../combine-crc.ts";
import { type Connection, UNSIGNED } from "../connection.ts";
import { refused, unverified } from "../failure.ts";
import { compositeEtag, md5Etag } from "./etag.ts";
import type { PartBytes } from "./part-bytes.ts";

/** A part that S3 has confirmed. */
export interface ConfirmedPart {
  readonly number: number;
  readonly sizeBytes: number;
  /** With its quotes. */
  readonly etag: string;
  readonly crc32: number;
}

/** What S3 lists of a part; not every server tells the checksum. */
export interface ListedPart extends Omit<ConfirmedPart, "crc32"> {
  readonly crc32: number | undefined;
}

/** A thousand parts with their checksums are about 300 KB. */
const MOST_LIST_BYTES = 2 ** 20;

/**
 * Begins an upload in parts whose checksum is that of the whole object.
 *
 * @param headers What the object is to be: as for a PUT.
 * @returns The upload's id.
 */
export async function createUpload(connection: Connection, headers: Readonly<Record<string, string>>): Promise<string> {
  const answer = await connection.call({
    operation: "CreateMultipartUpload",
    method: "POST",
    query: { uploads: "" },
    headers: { ...headers, "x-amz-checksum-algorithm": "CRC32", "x-amz-checksum-type": "FULL_OBJECT" },
  });
  const uploadId = elementOf(answer.body, "UploadId");
  if (uploadId === undefined || uploadId === "") throw unverified("the answer names no upload");
  return uploadId;
}

/** How a part is sent. */
export interface SendPart {
  readonly uploadId: string;
  readonly onProgress: (sentBytes: number) => void;
  readonly signal: AbortSignal;
}

/** Sends a part, and holds S3's answer to its bytes. */
export async function sendPart(connection: Connection, bytes: PartBytes, how: SendPart): Promise<ConfirmedPart> {
  const { part, crc32 } = bytes;
  const answer = await connection.call({
    operation: "UploadPart",
    method: "PUT",
    query: { partNumber: String(part.number), uploadId: how.uploadId },
    headers: { "x-amz-checksum-crc32": crc32Text(crc32), "x-amz-sdk-checksum-algorithm": "CRC32" },
    body: {
      sizeBytes: part.sizeBytes,
      sha256: connection.signsBodies ? await bytes.digest("sha256") : UNSIGNED,
      stream: () => bytes.stream(),
    },
    onProgress: how.onProgress,
    signal: how.signal,
  });
  const etag = headerOf(answer, "etag");
  if (etag === undefined) throw unverified(`the answer to part ${part.number} has no ETag`);
  await checkPart(answer, bytes, etag);
  return { number: part.number, sizeBytes: part.sizeBytes, etag, crc32 };
}

/** A server that knows no checksums (some that only resemble S3) still answers with an MD5. */
async function checkPart(answer: Answer, bytes: PartBytes, etag: string): Promise<void> {
  const confirmed = headerOf(answer, "x-amz-checksum-crc32");
  const expected = confirmed === undefined ? md5Etag(await bytes.digest("md5")) : crc32Text(bytes.crc32);
  if ((confirmed ?? etag) === expected) return;
  throw unverified(
    `the server has \`${confirmed ?? etag}\` for part ${bytes.part.number}, and here it is \`${expected}\``,
  );
}

/** Every part that S3 has of an upload, by its number. */
export async function listParts(connection: Connection, uploadId: string): Promise<ReadonlyMap<number, ListedPart>> {
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
      const part = readListedPart(element);
      if (part !== undefined) parts.set(part.number, part);
    }
    const next = elementOf(body, "NextPartNumberMarker");
    if (elementOf(body, "IsTruncated") !== "true" || next === undefined || next === marker) return parts;
    marker = next;
  }
}

function readListedPart(element: string): ListedPart | undefined {
  const [number, sizeBytes] = [Number(elementOf(element, "PartNumber")), Number(elementOf(element, "Size"))];
  const etag = elementOf(element, "ETag");
  if (!Number.isInteger(number) || !Number.isInteger(sizeBytes) || etag === undefined) return undefined;
  return { number, sizeBytes, etag, crc32: parseCrc32(elementOf(element, "ChecksumCRC32") ?? "") };
}

/** What S3 says of an object that was put together. */
export interface CompletedUpload {
  readonly etag: string;
  /** CRC-32 of the whole object, computed here and compared. */
  readonly crc32: number;
  readonly requestId: string | undefined;
}

/** What is put together. */
export interface Completion {
  readonly uploadId: string;
  /** All of them, by ascending number. */
  readonly parts: readonly ConfirmedPart[];
  /** Conditions on which the object may be written. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Puts the object together, and holds S3's answer to the checksum of all parts. */
export async function completeUpload(connection: Connection, completion: Completion): Promise<CompletedUpload> {
  const { parts } = completion;
  const crc32 = parts.reduce((sum, part) => combineCrc32(sum, part.crc32, part.sizeBytes), 0);
  let answer = await callForCompletion(connection, completion, crc32);
  // Ceph's first answer has an empty ETag; asked once more, it tells.
  if (elementOf(answer.body, "ETag") === "") answer = await callForCompletion(connection, completion, crc32);
  const told = elementOf(answer.body, "ETag");
  if (told === undefined || told === "") throw unverified("the answer to the completion has no ETag");
  // Ceph leaves the quotes out.
  const etag = `"${told.replaceAll('"', "")}"`;
  const confirmed = elementOf(answer.body, "ChecksumCRC32");
  const expected = confirmed === undefined ? compositeEtag(parts.map((part) => part.etag)) : crc32Text(crc32);
  if ((confirmed ?? etag) !== expected) {
    throw unverified(`the server has \`${confirmed ?? etag}\` for the object, and here it is \`${expected}\``);
  }
  return { etag, crc32, requestId: headerOf(answer, "x-amz-request-id") };
}

async function callForCompletion(
  connection: Connection,
  { uploadId, parts, headers }: Completion,
  crc32: number,
): ReturnType<Connection["call"]> {
  const document = Buffer.from(documentOf(parts));
  const answer = await connection.call({
    operation: "CompleteMultipartUpload",
    method: "POST",
    query: { uploadId },
    headers: {
      ...headers,
      "content-type": "application/xml",
      "x-amz-checksum-crc32": crc32Text(crc32),
      "x-amz-checksum-type": "FULL_OBJECT",
      "x-amz-mp-object-size": String(parts.reduce((sum, part) => sum + part.sizeBytes, 0)),
    },
    body: {
      sizeBytes: document.length,
      sha256: createHash("sha256").update(document).digest("hex"),
      stream: () => Readable.from([document]),
    },
  });
  // S3 begins its 200 before it knows how the completion ends: an error is inside of it.
  if (/<Error>/.test(answer.body)) throw refused(answer, "CompleteMultipartUpload");
  return answer;
}

function documentOf(parts: readonly ConfirmedPart[]): string {
  const elements = parts.map(
    ({ number, etag, crc32 }) =>
      `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(etag)}</ETag><ChecksumCRC32>${crc32Text(crc32)}</ChecksumCRC32></Part>`,
  );
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${elements.join("")}</CompleteMultipartUpload>`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
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
