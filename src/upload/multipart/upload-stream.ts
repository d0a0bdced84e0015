import type { Readable } from "node:stream";
import { crc32Text } from "../combine-crc.ts";
import type { Connection } from "../connection.ts";
import { isTransient } from "../failure.ts";
import { type Progress, putWhole, type UploadedObject } from "../put-object.ts";
import { type RetryPolicy, retrying } from "../retry.ts";
import { refuseParts, type UploadHeaders } from "../upload-headers.ts";
import { type ConfirmedPart, completeUpload, createUpload } from "./calls.ts";
import { BUFFERED_BYTES, type PartBytes } from "./part-bytes.ts";
import { StreamSource } from "./stream-source.ts";
import { type PartSource, transferParts } from "./transfer.ts";
import { giveUp } from "./upload-file.ts";

/** A stream that is to be uploaded. */
export interface StreamUpload {
  readonly connection: Connection;
  readonly stream: Readable;
  readonly bucket: string;
  readonly key: string;
  readonly headers: UploadHeaders;
  readonly mostInFlight: number;
  readonly retry: RetryPolicy;
  readonly onProgress: (progress: Progress) => void;
  readonly signal: AbortSignal | undefined;
}

/**
 * Uploads a stream of unknown length: in one PUT where all of it fits into one part, in parts otherwise. It cannot be
 * read again, so an upload that fails is aborted and not gone on with.
 */
export async function uploadFromStream(upload: StreamUpload): Promise<UploadedObject> {
  const { stream, signal } = upload;
  const source = new StreamSource(stream);
  const stop = (): void => void stream.destroy();
  signal?.addEventListener("abort", stop);
  try {
    const first = await source.next(Buffer.allocUnsafeSlow(BUFFERED_BYTES));
    signal?.throwIfAborted();
    return first !== undefined && source.isAtEnd ? await putOne(upload, first) : await putAll(upload, source, first);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

async function putOne(upload: StreamUpload, bytes: PartBytes): Promise<UploadedObject> {
  const { connection, bucket, key, headers, retry, onProgress, signal } = upload;
  const { sizeBytes } = bytes.part;
  const fingerprint = { sizeBytes, sha256: await bytes.digest("sha256"), crc32: crc32Text(bytes.crc32) };
  const target = { bucket, key, headers: headers.put, retry, onProgress, ...(signal === undefined ? {} : { signal }) };
  return putWhole(target, connection, { fingerprint, stream: () => bytes.stream() });
}

async function putAll(
  upload: StreamUpload,
  source: StreamSource,
  first: PartBytes | undefined,
): Promise<UploadedObject> {
  const { connection, bucket, key, headers, mostInFlight, retry, onProgress, signal } = upload;
  if (headers.inOnePut) throw refuseParts();
  const again = { policy: retry, isTransient, signal };
  const uploadId = await retrying(() => createUpload(connection, headers.create), again);
  const parts: ConfirmedPart[] = [];
  try {
    await transferParts({
      connection,
      uploadId,
      source: withFirst(source, first),
      mostInFlight,
      retry,
      signal,
      // How long it will be is not known before its end.
      onProgress: (sentBytes) => onProgress({ sentBytes, totalBytes: source.readBytes }),
      onConfirmed: (part) => void parts.push(part),
    });
    parts.sort((a, b) => a.number - b.number);
    const completion = { uploadId, parts, headers: headers.complete };
    const { etag, crc32, requestId } = await retrying(() => completeUpload(connection, completion), again);
    const { url } = connection.address;
    return { bucket, key, etag, checksumCrc32: crc32Text(crc32), sizeBytes: source.readBytes, url, requestId };
  } catch (error) {
    await giveUp(connection, uploadId);
    throw error;
  }
}

/** A source whose first part was read before anybody knew that there would be others. */
function withFirst(source: StreamSource, first: PartBytes | undefined): PartSource {
  let isGiven = first === undefined;
  return {
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
