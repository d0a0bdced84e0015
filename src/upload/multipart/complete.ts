import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { type Answer, elementOf, headerOf } from "../answer.ts";
import { type ChecksumMethod, checksumElement, checksumHeader, type ObjectChecksum } from "../checksum/checksum.ts";
import type { Connection } from "../connection.ts";
import { isSpoiltOnItsWay, isTransient, refused, unverified } from "../failure.ts";
import { findOwn, mayBeDone } from "../lost-answer.ts";
import { type RetryPolicy, retrying } from "../retry.ts";
import { type ConfirmedPart, isGone } from "./calls.ts";
import { compositeEtag } from "./etag.ts";

/** What S3 says of an object that was put together. */
export interface CompletedUpload {
  readonly etag: string;
  /** Put together here of the parts', and compared. */
  readonly checksum: ObjectChecksum;
  readonly requestId: string | undefined;
}

/** What is put together. */
export interface Completion {
  readonly uploadId: string;
  /** All of them, in any order. */
  readonly parts: readonly ConfirmedPart[];
  readonly method: ChecksumMethod;
  /** Conditions on which the object may be written. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whether it may have been asked for before, by a process that did not live to see the answer. */
  readonly isRepeated: boolean;
  readonly retry: RetryPolicy;
  readonly signal: AbortSignal | undefined;
}

/** A completion with what comes of it. */
interface Expected extends Completion {
  readonly sizeBytes: number;
  readonly checksum: ObjectChecksum;
}

/**
 * Puts the object together, and holds S3's answer to the checksum of all parts. S3 answers a completion that it is asked
 * for again as it did the first time, for a while; where it does not, the object itself tells whether it was done.
 *
 * @throws KeyleaseError `UploadUncertain` where the lease may not look at it.
 */
export function completeUpload(connection: Connection, completion: Completion): Promise<CompletedUpload> {
  const { retry, signal, isRepeated, method } = completion;
  const parts = [...completion.parts].sort((a, b) => a.number - b.number);
  const checksum = { algorithm: method.algorithm, type: method.typeOfParts, value: method.combine(parts) };
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  const expected: Expected = { ...completion, parts, sizeBytes, checksum };
  const attempt = async (tried: number): Promise<CompletedUpload> => {
    try {
      return await completeOnce(connection, expected);
    } catch (error) {
      if (!mayBeDone(error) || (tried === 1 && !isRepeated)) throw error;
      const own = { sizeBytes, checksum, etag: async () => etagOf(expected) };
      const found = await findOwn(error, { connection, own, retry, signal }).catch((failure: unknown) => {
        // An upload that was gone when it was taken up again may simply be sent again, where nothing forbids it.
        if (tried === 1 && isGone(error) && !hasConditions(expected)) throw error;
        throw failure;
      });
      return { ...found, checksum };
    }
  };
  return retrying(attempt, {
    policy: retry,
    isTransient: (error) => isTransient(error) || isSpoiltOnItsWay(error),
    signal,
  });
}

function hasConditions({ headers }: Completion): boolean {
  return Object.keys(headers).length > 0;
}

async function completeOnce(connection: Connection, expected: Expected): Promise<CompletedUpload> {
  const { checksum } = expected;
  let answer = await callForCompletion(connection, expected);
  // Ceph's first answer has an empty ETag; asked once more, it tells.
  if (elementOf(answer.body, "ETag") === "") answer = await callForCompletion(connection, expected);
  const told = elementOf(answer.body, "ETag");
  if (told === undefined || told === "") throw unverified("the answer to the completion has no ETag");
  // Ceph leaves the quotes out.
  const etag = `"${told.replaceAll('"', "")}"`;
  const confirmed = elementOf(answer.body, checksumElement(checksum.algorithm));
  const here = confirmed === undefined ? etagOf(expected) : checksum.value;
  if ((confirmed ?? etag) !== here) {
    throw unverified(`the server has \`${confirmed ?? etag}\` for the object, and here it is \`${here}\``);
  }
  return { etag, checksum, requestId: headerOf(answer, "x-amz-request-id") };
}

function etagOf({ parts }: Expected): string {
  return compositeEtag(parts.map((part) => part.etag));
}

async function callForCompletion(connection: Connection, expected: Expected): Promise<Answer> {
  const { uploadId, headers, sizeBytes, checksum } = expected;
  const document = Buffer.from(documentOf(expected));
  const answer = await connection.call({
    operation: "CompleteMultipartUpload",
    method: "POST",
    query: { uploadId },
    headers: {
      ...headers,
      "content-type": "application/xml",
      // One of parts has no header of its own: S3 makes it of those in the document.
      ...(checksum.type === "FULL_OBJECT" ? { [checksumHeader(checksum.algorithm)]: checksum.value } : {}),
      "x-amz-checksum-type": checksum.type,
      "x-amz-mp-object-size": String(sizeBytes),
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

function documentOf({ parts, checksum: { algorithm } }: Expected): string {
  const name = checksumElement(algorithm);
  const elements = parts.map(
    ({ number, etag, checksum }) =>
      `<Part><PartNumber>${number}</PartNumber><ETag>${escapeXml(etag)}</ETag><${name}>${checksum}</${name}></Part>`,
  );
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${elements.join("")}</CompleteMultipartUpload>`;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
