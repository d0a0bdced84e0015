import type { Readable } from "node:stream";
import type { ByteRange } from "./blobs.ts";
import type { Stretches } from "./stretches.ts";

/** A file on its way: bytes are taken in order. */
export interface BlobSink {
  /** Takes bytes; its buffer may be used again when the promise resolves. */
  write(chunk: Uint8Array): Promise<void>;
  /** Resolves when all bytes and the file's name would survive a crash. */
  finish(): Promise<void>;
  /** Closes the file and leaves it as it is. */
  abandon(): Promise<void>;
}

/** A stream whose chunks may be used again for later ones, once its reader is done with them. */
export interface ReusingStream extends Readable {
  /** Takes a chunk back. A reader need not give any, but may not look at those that it has given. */
  reuse(chunk: Uint8Array): void;
}

/**
 * The files that hold the bytes of large objects. A name is `GROUP/FILE`; a file is written once and never changed.
 * What of them is still wanted is known by {@link SplitBlobs} alone.
 */
export interface BlobFiles {
  /** Memory to gather in what is written; a sink may keep it. */
  readonly stretches: Stretches;
  create(name: string): Promise<BlobSink>;
  /** Opens at once, so that the bytes stay readable when the file is removed meanwhile. */
  read(name: string, range?: ByteRange): Readable | ReusingStream;
  /** Takes back a chunk of any stream that came from `read`; chunks that did not are left alone. */
  reuse(chunk: Uint8Array): void;
  /** Removes a file; one that is not there is no error. */
  remove(name: string): Promise<void>;
  /** Removes all groups but the one in use, which may become another while this runs. */
  removeOtherGroups(inUse: () => string): Promise<void>;
}
