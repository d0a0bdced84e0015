import { AwsError } from "../../../../wire/index.ts";
import { MAX_KEY_BYTES, type StoreReader, type StoreWriter } from "../../../state/store.ts";
import { type RowsOptions, Table } from "../../../state/table.ts";
import type { ChecksumAlgorithm } from "../body/checksums.ts";
import { s3Error } from "../errors.ts";
import { escapeKey, KEY_END, unescapeKey } from "../key-order.ts";
import type { ObjectContent } from "../object-content.ts";
import type { ObjectRecord } from "../objects.ts";
import { PLACE_LENGTH, placeOf } from "./upload-id.ts";

/** How an object's checksum follows from those of its parts. */
export type ChecksumType = "COMPOSITE" | "FULL_OBJECT";

/** Who initiated an upload, as listings tell it. */
export interface Initiator {
  readonly accountId: string;
  /** The ARN of a user or a session; absent for an account itself. */
  readonly arn?: string;
  readonly displayName?: string;
}

/** An upload that is neither complete nor aborted, with what its object will be but for the bytes. */
export interface UploadRecord {
  readonly uploadId: string;
  readonly initiatedAt: string;
  readonly initiator: Initiator;
  readonly facts: Omit<
    ObjectRecord,
    "versionId" | "sequence" | "content" | "sizeBytes" | "etag" | "lastModified" | "checksum"
  >;
  /** What the parts' checksums are of. `isNamed` where the client asked for it, and so is told of it. */
  readonly checksum: {
    readonly algorithm: ChecksumAlgorithm;
    readonly type: ChecksumType;
    readonly isNamed: boolean;
  };
  /** The bytes that the key had when the upload was initiated. */
  readonly contentAtStart?: ObjectContent;
}

/** Names an upload as requests do. */
export interface UploadName {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

const uploads = new Table<UploadRecord>("s3-upload");

/**
 * The upload of that id.
 *
 * @throws AwsError `NoSuchUpload` where there is none, or it is of another key.
 */
export function requireUpload(reader: StoreReader, name: UploadName): UploadRecord {
  const found = findUpload(reader, name);
  if (found !== undefined) return found;
  const message =
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
  throw s3Error(404, ["NoSuchUpload", message], { UploadId: name.uploadId });
}

export function findUpload(reader: StoreReader, { bucket, key, uploadId }: UploadName): UploadRecord | undefined {
  const row = rowOf({ bucket, key, uploadId });
  const found = row === undefined ? undefined : uploads.get(reader, bucket, row);
  return found?.uploadId === uploadId ? found : undefined;
}

/** @throws AwsError `KeyTooLongError` for a key of hundreds of NULs, each of which takes two bytes. */
export function putUpload(writer: StoreWriter, [bucket, key]: readonly [string, string], upload: UploadRecord): void {
  const row = rowOf({ bucket, key, uploadId: upload.uploadId }) as string;
  if (Buffer.byteLength(`s3-upload--${bucket}${row}`) > MAX_KEY_BYTES) {
    throw new AwsError("KeyTooLongError", "Your key is too long", { status: 400 });
  }
  uploads.put(writer, [bucket, row], upload);
}

export function removeUploadRecord(writer: StoreWriter, name: UploadName): void {
  const row = rowOf(name);
  if (row !== undefined) uploads.remove(writer, name.bucket, row);
}

/** A bucket's uploads by key, in the order of the keys' UTF-8 bytes, the oldest first within one. */
export function* uploadRows(
  reader: StoreReader,
  bucket: string,
  { prefix = "", start }: Pick<RowsOptions, "prefix" | "start">,
): Iterable<readonly [key: string, upload: UploadRecord]> {
  const options = {
    under: [bucket],
    prefix: escapeKey(prefix),
    ...(start === undefined ? {} : { start: escapeKey(start) }),
  };
  for (const [row, upload] of uploads.rows(reader, options)) {
    yield [unescapeKey(row.slice(0, -(KEY_END.length + PLACE_LENGTH))), upload];
  }
}

function rowOf({ bucket, key, uploadId }: UploadName): string | undefined {
  const place = placeOf([bucket, key], uploadId);
  return place === undefined ? undefined : escapeKey(key) + KEY_END + place;
}
