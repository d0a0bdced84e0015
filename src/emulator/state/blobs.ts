import type { Readable } from "node:stream";
import type { StoreWriter } from "./store.ts";
import type { Stretches } from "./stretches.ts";

/** A stretch of bytes: `first` and `last` are both included, counted from 0. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Names bytes in a {@link BlobStore}: opaque, to be kept in a record, equal only where the bytes are the same ones. */
export type BlobRef = string;

/** As many bytes are few: they come to lie beside the records. Measured: see docs/adr/0006-object-bytes.md. */
export const SMALL_BLOB_BYTES: number = 64 * 1024;

/** Bytes in a {@link BlobStore}, or a stretch of them. */
export interface BlobPiece {
  readonly ref: BlobRef;
  readonly range?: ByteRange;
}

/** Bytes that are all there and would survive a crash, but that belong to nothing yet. */
export interface StagedBlob {
  readonly ref: BlobRef;
  /**
   * Makes the bytes belong to the record that holds `ref` and is put in the same transaction: where that one is kept,
   * so are the bytes, and where it is not, they are still only staged.
   */
  keep(writer: StoreWriter): void;
  /** Drops the bytes. Does nothing once a transaction that kept them was committed, so it may be called in any case. */
  discard(): Promise<void>;
}

/**
 * Where object bytes are. Bytes and the records that name them change together, in the transactions of one store:
 * see docs/adr/0006-object-bytes.md. One contract suite (`test/contract/blobs.ts`) runs on every implementation.
 */
export interface BlobStore {
  /** Memory to gather in what is staged, where it is much. */
  readonly stretches: Stretches;
  /**
   * Takes in all bytes of `source`, streaming. Where `source` throws, or the process ends before the bytes are kept,
   * nothing of them is left behind. The source may use its buffers again once it is asked for the next chunk.
   *
   * @throws StorageFullError where there is no room.
   */
  stage(source: AsyncIterable<Uint8Array>): Promise<StagedBlob>;
  /** Takes in bytes that are there already: at most {@link SMALL_BLOB_BYTES}, and nobody changes them afterwards. */
  stageSmall(bytes: Uint8Array): StagedBlob;
  /** Streams the bytes, or a range of them. Bytes that are being read stay readable when they are forgotten meanwhile. */
  read(ref: BlobRef, range?: ByteRange): Readable;
  /** The bytes, or a range of them, without a stream, where they are few; `undefined` where they are to be streamed. */
  readSmall(ref: BlobRef, range?: ByteRange): Uint8Array | undefined;
  /** Streams pieces one after the other; as with `read`, all of them stay readable when they are forgotten meanwhile. */
  readSeries(pieces: readonly BlobPiece[]): Readable;
  /** Drops bytes in the transaction that drops or replaces the record that held `ref`; they go when it is committed. */
  forget(writer: StoreWriter, ref: BlobRef): void;
  /** Drops all bytes, staged ones too, in the transaction that drops all records. */
  forgetAll(writer: StoreWriter): void;
  /** Resolves when what was forgotten so far has left the disk. */
  settle(): Promise<void>;
}
