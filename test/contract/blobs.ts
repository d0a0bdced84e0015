import { beforeEach, describe, expect, it } from "vitest";
import type { BlobStore, ByteRange } from "../../src/emulator/state/blobs.ts";

async function* chunks(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

async function bytesOf(blobs: BlobStore, id: string, range?: ByteRange): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of blobs.read(id, range)) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

/** A store of blobs under test, and how much it holds, whether it can still be found by id or not. */
export interface BlobsUnderTest {
  readonly blobs: BlobStore;
  /** Everything that is kept, unfinished things included. */
  count(): number;
}

/** What every store of blobs must do. `open` gives an empty one. */
export function blobsContract(name: string, open: () => BlobsUnderTest): void {
  describe(`${name} as a store of blobs`, () => {
    let blobs: BlobStore;
    let count: () => number;
    beforeEach(() => {
      const opened = open();
      blobs = opened.blobs;
      count = () => opened.count();
    });

    it("gives back all bytes of all chunks", async () => {
      const binary = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 31) % 256);
      const id = await blobs.write(chunks("head ", binary, "", " tail"));
      const expected = Buffer.concat([Buffer.from("head "), binary, Buffer.from(" tail")]);
      expect((await bytesOf(blobs, id)).equals(expected)).toBe(true);
    });

    it("keeps what has no bytes", async () => {
      const id = await blobs.write(chunks());
      expect(await bytesOf(blobs, id)).toHaveLength(0);
    });

    it("does not keep the buffers that it was given, which their owner may use again", async () => {
      const reused = Buffer.from("first");
      const id = await blobs.write(
        (async function* () {
          yield reused;
          reused.write("XXXXX");
        })(),
      );
      expect((await bytesOf(blobs, id)).toString()).toBe("first");
    });

    it.each([
      [{ first: 0, last: 0 }, "0"],
      [{ first: 2, last: 5 }, "2345"],
      [{ first: 9, last: 9 }, "9"],
      [{ first: 0, last: 9 }, "0123456789"],
    ])("gives the bytes %j, both ends included", async (range, expected) => {
      const id = await blobs.write(chunks("01234", "56789"));
      expect((await bytesOf(blobs, id, range)).toString()).toBe(expected);
    });

    it("gives every blob an id of its own", async () => {
      const ids = await Promise.all(Array.from({ length: 20 }, (_, i) => blobs.write(chunks(`blob ${i}`))));
      expect(new Set(ids).size).toBe(20);
      expect((await bytesOf(blobs, ids[7] as string)).toString()).toBe("blob 7");
    });

    it.each([
      ["at once", 0],
      ["in the middle", 200_000],
    ])("leaves nothing where the source throws %s", async (_when, bytes) => {
      const failing = blobs.write(
        (async function* () {
          if (bytes > 0) yield Buffer.alloc(bytes);
          throw new Error("torn");
        })(),
      );
      await expect(failing).rejects.toThrow("torn");
      expect(count()).toBe(0);
    });

    it("forgets what is removed; what is not there is no error", async () => {
      const [gone, kept] = [await blobs.write(chunks("gone")), await blobs.write(chunks("kept"))];
      await blobs.remove(gone);
      await blobs.remove(gone);
      await blobs.remove("0123456789abcdef0123456789abcdef");
      expect(count()).toBe(1);
      expect((await bytesOf(blobs, kept)).toString()).toBe("kept");
      expect(() => blobs.read(gone)).toThrow();
    });

    it("goes on giving bytes that are removed while they are read", async () => {
      const bytes = Buffer.alloc(500_000, "x");
      const id = await blobs.write(chunks(bytes));
      const reading = blobs.read(id);
      await blobs.remove(id);
      const parts: Buffer[] = [];
      for await (const part of reading) parts.push(part as Buffer);
      expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    });

    it("forgets everything when it is cleared", async () => {
      await blobs.write(chunks("a"));
      await blobs.write(chunks("b"));
      await blobs.clear();
      expect(count()).toBe(0);
    });
  });
}
