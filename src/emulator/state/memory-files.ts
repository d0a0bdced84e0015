import { Readable } from "node:stream";
import type { BlobFiles, BlobSink } from "./blob-files.ts";
import type { ByteRange } from "./blobs.ts";
import { Stretches } from "./stretches.ts";

/** Files that live as long as the process. */
export class MemoryFiles implements BlobFiles {
  readonly stretches: Stretches = new Stretches();
  readonly #files = new Map<string, Uint8Array[]>();

  /** The names of all files, unfinished ones included. */
  names(): readonly string[] {
    return [...this.#files.keys()];
  }

  async create(name: string): Promise<BlobSink> {
    const parts: Uint8Array[] = [];
    this.#files.set(name, parts);
    return {
      write: async (chunk) => {
        parts.push(this.stretches.keep(chunk) ? chunk : Buffer.from(chunk));
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
    this.#drop(name);
  }

  async removeOtherGroups(inUse: () => string): Promise<void> {
    for (const name of this.names()) if (!name.startsWith(`${inUse()}/`)) this.#drop(name);
  }

  #drop(name: string): void {
    const parts = this.#files.get(name) ?? [];
    this.#files.delete(name);
    let droppedBytes = 0;
    for (const { buffer, length } of parts) if (buffer instanceof SharedArrayBuffer) droppedBytes += length;
    this.stretches.dropped(droppedBytes);
  }
}

function* within(parts: readonly Uint8Array[], { first, last }: ByteRange): Generator<Uint8Array> {
  let offset = 0;
  for (const part of parts) {
    const stretch = part.subarray(Math.max(0, first - offset), Math.max(0, last + 1 - offset));
    if (stretch.length > 0) yield stretch;
    offset += part.length;
  }
}
