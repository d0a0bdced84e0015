import type { Readable } from "node:stream";
import type { BlobRef, BlobStore, ByteRange } from "../../state/blobs.ts";
import type { EmulatorState } from "../../state/state.ts";
import type { StoreWriter } from "../../state/store.ts";
import { type PartListName, piecesOf, removePartList } from "./multipart/part-list.ts";

/** Where the bytes of an object are: all in one place, or in the parts that it was uploaded in. */
export type ObjectContent =
  | { readonly form: "whole"; readonly blob: BlobRef }
  | ({ readonly form: "parts" } & PartListName);

/** Streams an object's bytes, or a range of them. */
export function readContent(
  { blobs, store }: Pick<EmulatorState, "blobs" | "store">,
  content: ObjectContent,
  range: ByteRange | undefined,
): Readable {
  if (content.form === "whole") return blobs.read(content.blob, range);
  return blobs.readSeries(piecesOf(store, content, range));
}

/** An object's bytes, or a range of them, for an answer: whole where they are few, which costs much less. */
export function openContent(
  state: Pick<EmulatorState, "blobs" | "store">,
  content: ObjectContent,
  range: ByteRange | undefined,
): Readable | Uint8Array {
  const small = content.form === "whole" ? state.blobs.readSmall(content.blob, range) : undefined;
  return small ?? readContent(state, content, range);
}

/** Drops an object's bytes in the transaction that drops its record. */
export function forgetContent(writer: StoreWriter, blobs: BlobStore, content: ObjectContent): void {
  if (content.form === "whole") blobs.forget(writer, content.blob);
  else for (const { blob } of removePartList(writer, content)) blobs.forget(writer, blob);
}

/** Whether two records have the same bytes, and not only equal ones: whether they are of one upload. */
export function sameContent(a: ObjectContent, b: ObjectContent): boolean {
  return a.form === "whole" ? b.form === "whole" && a.blob === b.blob : b.form === "parts" && a.list === b.list;
}
