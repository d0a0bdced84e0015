import type { BlobRef } from "../../../state/blobs.ts";
import type { StoreReader, StoreWriter } from "../../../state/store.ts";
import { Table } from "../../../state/table.ts";

/** A part of an upload that is not complete. */
export interface PartRecord {
  readonly number: number;
  readonly blob: BlobRef;
  readonly sizeBytes: number;
  /** Hex MD5 of the bytes, without quotes. */
  readonly etag: string;
  readonly lastModified: string;
  /** Base64, of the upload's algorithm. */
  readonly checksum: string;
}

export const MAX_PART_NUMBER = 10_000;
const NUMBER_DIGITS = 5;

const parts = new Table<PartRecord>("s3-upload-part");

export function findPart(reader: StoreReader, uploadId: string, number: number): PartRecord | undefined {
  return parts.get(reader, uploadId, digits(number));
}

export function putPart(writer: StoreWriter, uploadId: string, part: PartRecord): void {
  parts.put(writer, [uploadId, digits(part.number)], part);
}

export function removePart(writer: StoreWriter, uploadId: string, number: number): void {
  parts.remove(writer, uploadId, digits(number));
}

/** An upload's parts by number, those after `afterNumber`. */
export function* partRows(reader: StoreReader, uploadId: string, afterNumber = 0): Iterable<PartRecord> {
  for (const [, part] of parts.rows(reader, { under: [uploadId], start: digits(afterNumber + 1) })) yield part;
}

function digits(number: number): string {
  return String(number).padStart(NUMBER_DIGITS, "0");
}
