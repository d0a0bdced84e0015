import type { Readable } from "node:stream";

/** A stretch of bytes: `first` and `last` are both included, counted from 0. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/** Where object bytes are kept. One contract suite (`test/contract/blobs.ts`) runs on every implementation. */
export interface BlobStore {
  /**
   * Keeps all bytes of `source` under a fresh id. The promise resolves when they would survive a crash; where `source`
   * throws, nothing is left behind. The source may use its buffers again once it is asked for the next chunk.
   */
  write(source: AsyncIterable<Uint8Array>): Promise<string>;
  /** Streams the bytes, or a range of them. Bytes that are being read stay readable when they are removed meanwhile. */
  read(id: string, range?: ByteRange): Readable;
  /** Forgets the bytes; an unknown id is no error. */
  remove(id: string): Promise<void>;
  clear(): Promise<void>;
}
