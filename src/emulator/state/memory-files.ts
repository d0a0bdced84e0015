import { Readable } from "node:stream";
import type { BlobFiles, BlobSink } from "./blob-files.ts";
import type { ByteRange } from "./blobs.ts";

/** Files that live as long as the process. */
export class MemoryFiles implements BlobFiles {
  readonly #files = new Map<string, Buffer[]>();

  /** The names of all files, unfinished ones included. */
  names(): readonly string[] {
    return [...this.#files.keys()];
  }

  async create(name: string): Promise<BlobSink> {
    const parts: Buffer[] = [];
    this.#files.set(name, parts);
    return {
      write: async (chunk) => {
        parts.push(Buffer.from(chunk));
      },
      finish: async () => {},
      abandon: async () => {},
    };
  }

  read(name: string, range?: ByteRange): Readable {
    const parts = this.#files.get(name);
    if (parts === undefined) throw new Error(`object bytes ${name} are gone`);
    // As objects: of bytes, an iteration takes all that is read ahead as one, which copies them.
    return Readable.from(range === undefined ? parts : within(parts, range));
  }

  /** Chunks are the stored bytes themselves. */
  reuse(): void {}

  async remove(name: string): Promise<void> {
    this.#files.delete(name);
  }

  async removeOtherGroups(inUse: () => string): Promise<void> {
    for (const name of this.names()) if (!name.startsWith(`${inUse()}/`)) this.#files.delete(name);
  }
}

function* within(parts: readonly Buffer[], { first, last }: ByteRange): Generator<Buffer> {
  let offset = 0;
  for (const part of parts) {
    const stretch = part.subarray(Math.max(0, first - offset), Math.max(0, last + 1 - offset));
    if (stretch.length > 0) yield stretch;
    offset += part.length;
  }
}
