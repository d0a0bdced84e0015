import type { Readable } from "node:stream";
import { pageMemory } from "../../core/index.ts";
import type { ChecksumMethod } from "../checksum/checksum.ts";
import type { Connection } from "../connection.ts";
import { isTransient } from "../failure.ts";
import { type Progress, putWhole, type UploadedObject } from "../put-object.ts";
import { type RetryPolicy, retrying } from "../retry.ts";
import { refuseParts, type UploadHeaders } from "../upload-headers.ts";
import { type ConfirmedPart, createUpload } from "./calls.ts";
import { completeUpload } from "./complete.ts";
import { type PartBytes, sha256Of } from "./part-bytes.ts";
import { StreamSource } from "./stream-source.ts";
import { type PartSource, transferParts } from "./transfer.ts";
import { giveUp, type UploadEvent } from "./upload-file.ts";

/** A stream that is to be uploaded. */
export interface StreamUpload {
  readonly connection: Connection;
  readonly stream: Readable;
  readonly bucket: string;
  readonly key: string;
  readonly headers: UploadHeaders;
  readonly method: ChecksumMethod;
  readonly partBytes: number | undefined;
  readonly mostInFlight: number;
  readonly retry: RetryPolicy;
  readonly onProgress: (progress: Progress) => void;
  readonly onEvent: (event: UploadEvent) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Uploads a stream of unknown length: in one PUT where all of it fits into one part, in parts otherwise. It cannot be
 * read again, so an upload that fails is aborted and not gone on with.
 */
export async function uploadFromStream(upload: StreamUpload): Promise<UploadedObject> {
  const { stream, method, partBytes, signal } = upload;
  const source = new StreamSource(stream, method, partBytes);
  const stop = (): void => void stream.destroy();
  signal?.addEventListener("abort", stop);
  try {
    const memory = pageMemory(source.memoryBytes);
    const first = await source.next(memory);
    signal?.throwIfAborted();
    if (first !== undefined && source.isAtEnd) return await putOne(upload, first);
    return await putAll(upload, withFirst(source, first), memory);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

async function putOne(upload: StreamUpload, bytes: PartBytes): Promise<UploadedObject> {
  const { connection, bucket, key, headers, method, retry, onProgress, signal } = upload;
  const { sizeBytes } = bytes.part;
  const checksum = { algorithm: method.algorithm, type: "FULL_OBJECT" as const, value: bytes.checksum };
  const fingerprint = { sizeBytes, sha256: await sha256Of(bytes, method.algorithm), checksum };
  const target = { bucket, key, headers: headers.put, retry, onProgress, ...(signal === undefined ? {} : { signal }) };
  return putWhole(target, connection, { fingerprint, stream: () => bytes.stream() });
}

async function putAll(upload: StreamUpload, source: StreamParts, memory: Buffer): Promise<UploadedObject> {
  const { connection, bucket, key, headers, method, mostInFlight, retry, onProgress, signal } = upload;
  if (headers.inOnePut) throw refuseParts();
  const again = { policy: retry, isTransient, signal };
  const uploadId = await retrying(() => createUpload(connection, headers.create, method), again);
  const parts: ConfirmedPart[] = [];
  try {
    await transferParts({
      connection,
      uploadId,
      algorithm: method.algorithm,
      source,
      memory,
      mostInFlight,
      retry,
      signal,
      // How long it will be is not known before its end.
      onProgress: (sentBytes) => onProgress({ sentBytes, totalBytes: source.readBytes }),
      onConfirmed: (part) => void parts.push(part),
    });
    const completion = { uploadId, parts, method, headers: headers.complete, isRepeated: false, retry, signal };
    const completed = await completeUpload(connection, completion);
    return { bucket, key, ...completed, sizeBytes: source.readBytes, url: connection.address.url };
  } catch (error) {
    upload.onEvent({ event: "discarded", uploadId, isAborted: await giveUp(connection, uploadId) });
    throw error;
  }
}

/** The parts of a stream, and how much was read of it. */
interface StreamParts extends PartSource {
  readonly readBytes: number;
}

/** A source whose first part was read before anybody knew that there would be others: into the memory that is lent first. */
function withFirst(source: StreamSource, first: PartBytes | undefined): StreamParts {
  let isGiven = first === undefined;
  return {
    get readBytes(): number {
      return source.readBytes;
    },
    get memoryBytes(): number {
      return source.memoryBytes;
    },
    next: async (memory) => {
      if (isGiven) return source.next(memory);
      isGiven = true;
      return first;
    },
  };
}
