import type { Readable } from "node:stream";
import type { BlobRef, BlobStore, ByteRange } from "../../state/blobs.ts";
import type { StoreWriter } from "../../state/store.ts";

/** Where the bytes of an object are. */
export interface ObjectContent {
  readonly form: "whole";
  readonly blob: BlobRef;
}

/** Streams an object's bytes, or a range of them. */
export function readContent(blobs: BlobStore, content: ObjectContent, range: ByteRange | undefined): Readable {
  return blobs.read(content.blob, range);
}

/** Drops an object's bytes in the transaction that drops its record. */
export function forgetContent(writer: StoreWriter, blobs: BlobStore, content: ObjectContent): void {
  blobs.forget(writer, content.blob);
}

/** Whether two records have the same bytes, and not only equal ones: whether they are of one upload. */
export function sameContent(a: ObjectContent, b: ObjectContent): boolean {
  return a.blob === b.blob;
}
