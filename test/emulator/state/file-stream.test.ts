import { fstatSync, openSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { beforeAll, describe, expect, it } from "vitest";
import { CHUNK_BYTES, ChunkPool } from "../../../src/emulator/state/chunk-pool.ts";
import { FileStream } from "../../../src/emulator/state/file-stream.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const CONTENT = Buffer.from(Array.from({ length: 3 * CHUNK_BYTES + 1000 }, (_, i) => (i * 31) ^ (i >> 8)));
const newDirectory = temporaryDirectories();

describe("FileStream", () => {
  let path: string;
  beforeAll(() => {
    path = join(newDirectory(), "file");
    writeFileSync(path, CONTENT);
  });

  // Another test in the process may get the descriptor the moment it is free.
  const isOpen = (descriptor: number): boolean => {
    try {
      return fstatSync(descriptor).ino === statSync(path).ino;
    } catch {
      return false;
    }
  };

  async function read(pool: ChunkPool, range?: { first: number; last: number }): Promise<Buffer> {
    const copies: Buffer[] = [];
    const descriptor = openSync(path, "r");
    const stream = new FileStream(descriptor, pool, range);
    for await (const chunk of stream) {
      copies.push(Buffer.from(chunk as Buffer));
      stream.reuse(chunk as Buffer);
    }
    expect(isOpen(descriptor)).toBe(false);
    return Buffer.concat(copies);
  }

  it("gives all bytes, with memory that it has used before", async () => {
    const pool = new ChunkPool();
    for (let i = 0; i < 3; i++) expect((await read(pool)).equals(CONTENT)).toBe(true);
  });

  it.each([
    [0, 0],
    [10, 20],
    [CHUNK_BYTES - 1, CHUNK_BYTES],
    [5, 3 * CHUNK_BYTES],
    [CONTENT.length - 1, CONTENT.length - 1],
    [CONTENT.length - 5, CONTENT.length + 100],
  ])("gives the bytes %i to %i", async (first, last) => {
    expect((await read(new ChunkPool(), { first, last })).equals(CONTENT.subarray(first, last + 1))).toBe(true);
  });

  it("closes the file where it is destroyed, while it reads too", async () => {
    for (const start of [(_: FileStream) => {}, (stream: FileStream) => void stream.read(0)]) {
      const descriptor = openSync(path, "r");
      const stream = new FileStream(descriptor, new ChunkPool());
      start(stream);
      stream.destroy();
      await finished(stream).catch(() => {});
      expect(isOpen(descriptor)).toBe(false);
    }
  });

  it("tells of a file that cannot be read", async () => {
    const stream = new FileStream(openSync(newDirectory(), "r"), new ChunkPool());
    await expect(stream.toArray()).rejects.toThrow("EISDIR");
  });
});

describe("ChunkPool", () => {
  it("gives memory again that came back, once", () => {
    const pool = new ChunkPool();
    const chunk = pool.take(CHUNK_BYTES);
    const { buffer } = chunk;
    pool.put(chunk.subarray(0, 10));
    pool.put(chunk);
    const [again, other] = [pool.take(CHUNK_BYTES), pool.take(CHUNK_BYTES)];
    expect(again.buffer).toBe(buffer);
    expect(again.length).toBe(CHUNK_BYTES);
    expect(other.buffer).not.toBe(buffer);
  });

  it("leaves memory of others alone", () => {
    const pool = new ChunkPool();
    const stranger = Buffer.alloc(CHUNK_BYTES);
    pool.put(stranger);
    expect(pool.take(CHUNK_BYTES).buffer).not.toBe(stranger.buffer);
  });
});
