import { once } from "node:events";
import { beforeEach, describe, expect, it } from "vitest";
import { type BlobRef, type BlobStore, type ByteRange, SMALL_BLOB_BYTES } from "../../src/emulator/state/blobs.ts";
import type { Store } from "../../src/emulator/state/store.ts";

/** A store of blobs under test, with what it is made of. */
export interface BlobsUnderTest {
  readonly store: Store;
  readonly blobs: BlobStore;
  /** Every file there is, unfinished ones included. */
  files(): readonly string[];
  /** The same data as another process would find them after this one was killed. */
  reopen(): Promise<BlobsUnderTest>;
}

/** More bytes than any implementation keeps with its records. */
const LARGE_BYTES = 300_000;

async function* chunks(...parts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part);
}

async function bytesOf(blobs: BlobStore, ref: BlobRef, range?: ByteRange): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of blobs.read(ref, range)) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

const pattern = (bytes: number): Buffer => Buffer.from(Uint8Array.from({ length: bytes }, (_, i) => (i * 31) % 251));

/** Keeps bytes under a record of the name, as an operation would. */
async function put({ store, blobs }: BlobsUnderTest, name: string, bytes: Uint8Array): Promise<BlobRef> {
  const staged = await blobs.stage(chunks(bytes.subarray(0, 7), bytes.subarray(7)));
  await store.transaction((writer) => {
    const former = writer.get(name);
    if (former !== undefined) blobs.forget(writer, former as BlobRef);
    writer.put(name, staged.ref);
    staged.keep(writer);
  });
  return staged.ref;
}

/** Rows of the store besides the record of the name: the bytes, and what is noted about files. */
const rowCount = ({ store }: BlobsUnderTest): number => [...store.range({ prefix: "" })].length;

/** What every store of blobs must do. `open` gives an empty one. */
export function blobsContract(name: string, open: () => Promise<BlobsUnderTest>): void {
  describe.each([
    ["few", 40],
    ["many", LARGE_BYTES],
  ])(`${name} as a store of blobs of %s bytes`, (_size, sizeBytes) => {
    const bytes = pattern(sizeBytes);
    let tested: BlobsUnderTest;
    let blobs: BlobStore;
    let emptyRows: number;
    beforeEach(async () => {
      tested = await open();
      blobs = tested.blobs;
      emptyRows = rowCount(tested);
    });

    const expectNothingLeft = async (): Promise<void> => {
      await blobs.settle();
      expect(tested.files()).toEqual([]);
      expect(rowCount(tested)).toBe(emptyRows);
    };

    it("gives back all bytes of all chunks", async () => {
      const ref = await put(tested, "record", bytes);
      expect((await bytesOf(blobs, ref)).equals(bytes)).toBe(true);
    });

    it("does not keep the buffers that it was given, which their owner may use again", async () => {
      const reused = Buffer.from(bytes);
      const staged = await blobs.stage(
        (async function* () {
          yield reused;
          reused.fill(0);
        })(),
      );
      await tested.store.transaction((writer) => staged.keep(writer));
      expect((await bytesOf(blobs, staged.ref)).equals(bytes)).toBe(true);
    });

    it.each([
      [0, 0],
      [2, 5],
      [6, 8],
      [sizeBytes - 1, sizeBytes - 1],
      [0, sizeBytes - 1],
      [sizeBytes >> 1, sizeBytes - 2],
    ])("gives the bytes from %i to %i, both included", async (first, last) => {
      const ref = await put(tested, "record", bytes);
      const got = await bytesOf(blobs, ref, { first, last });
      expect(got.equals(bytes.subarray(first, last + 1))).toBe(true);
    });

    it("gives few bytes, or a range of them, without a stream", async () => {
      const ref = await put(tested, "record", bytes);
      const isSmall = sizeBytes < LARGE_BYTES;
      const expected = isSmall ? [bytes, bytes.subarray(3, 9)] : [undefined, undefined];
      const got = [blobs.readSmall(ref), blobs.readSmall(ref, { first: 3, last: 8 })];
      expect(got.map((one) => one && Buffer.from(one))).toEqual(expected);
    });

    it("gives all bytes a name of their own", async () => {
      const refs = await Promise.all(
        Array.from({ length: 20 }, (_, i) => put(tested, `record ${i}`, Buffer.alloc(sizeBytes, i))),
      );
      expect(new Set(refs).size).toBe(20);
      expect((await bytesOf(blobs, refs[7] as string)).equals(Buffer.alloc(sizeBytes, 7))).toBe(true);
    });

    it.each([
      ["at once", 0],
      ["at its end", 1],
    ])("leaves nothing where the source throws %s", async (_when, times) => {
      const failing = blobs.stage(
        (async function* () {
          if (times > 0) yield bytes;
          throw new Error("torn");
        })(),
      );
      await expect(failing).rejects.toThrow("torn");
      await expectNothingLeft();
    });

    it("leaves nothing of what is discarded", async () => {
      const staged = await blobs.stage(chunks(bytes));
      await staged.discard();
      await expectNothingLeft();
    });

    it("keeps nothing where the transaction throws, and what was staged can still be discarded", async () => {
      const staged = await blobs.stage(chunks(bytes));
      const failing = tested.store.transaction((writer) => {
        staged.keep(writer);
        throw new Error("on purpose");
      });
      await expect(failing).rejects.toThrow("on purpose");
      await staged.discard();
      await expectNothingLeft();
    });

    it("does not discard what a committed transaction has kept", async () => {
      const staged = await blobs.stage(chunks(bytes));
      await tested.store.transaction((writer) => staged.keep(writer));
      await staged.discard();
      expect((await bytesOf(blobs, staged.ref)).equals(bytes)).toBe(true);
    });

    it("forgets bytes with the transaction, and only then", async () => {
      const ref = await put(tested, "record", bytes);
      const failing = tested.store.transaction((writer) => {
        blobs.forget(writer, ref);
        throw new Error("on purpose");
      });
      await expect(failing).rejects.toThrow("on purpose");
      await blobs.settle();
      expect((await bytesOf(blobs, ref)).equals(bytes)).toBe(true);
      await tested.store.transaction((writer) => {
        blobs.forget(writer, ref);
        writer.remove("record");
      });
      await expectNothingLeft();
      expect(() => blobs.read(ref)).toThrow();
    });

    it("forgets bytes that are replaced", async () => {
      await put(tested, "record", Buffer.alloc(sizeBytes, 1));
      const rows = rowCount(tested);
      const ref = await put(tested, "record", bytes);
      await blobs.settle();
      expect(tested.files().length).toBeLessThanOrEqual(1);
      expect(rowCount(tested)).toBe(rows);
      expect((await bytesOf(blobs, ref)).equals(bytes)).toBe(true);
    });

    it("goes on giving bytes that are forgotten while they are read", async () => {
      const ref = await put(tested, "record", bytes);
      const reading = blobs.read(ref);
      await tested.store.transaction((writer) => blobs.forget(writer, ref));
      await blobs.settle();
      const parts: Buffer[] = [];
      for await (const part of reading) parts.push(part as Buffer);
      expect(Buffer.concat(parts).equals(bytes)).toBe(true);
    });

    it("forgets everything, what is staged too", async () => {
      await put(tested, "record", bytes);
      const staged = await blobs.stage(chunks(bytes));
      await tested.store.transaction((writer) => {
        blobs.forgetAll(writer);
        writer.remove("record");
      });
      await expectNothingLeft();
      if (sizeBytes < LARGE_BYTES) return;
      await expect(tested.store.transaction((writer) => staged.keep(writer))).rejects.toThrow("forgotten");
      await staged.discard();
      await expectNothingLeft();
    });

    it("works on after everything was forgotten", async () => {
      await tested.store.transaction((writer) => blobs.forgetAll(writer));
      const ref = await put(tested, "record", bytes);
      await blobs.settle();
      expect((await bytesOf(blobs, ref)).equals(bytes)).toBe(true);
      await tested.store.transaction((writer) => {
        blobs.forget(writer, ref);
        writer.remove("record");
      });
      await expectNothingLeft();
    });

    describe("after the process was killed", () => {
      it("has what was kept", async () => {
        const ref = await put(tested, "record", bytes);
        const { blobs: reopened } = await tested.reopen();
        expect((await bytesOf(reopened, ref)).equals(bytes)).toBe(true);
      });

      it("has nothing of what was only staged", async () => {
        await blobs.stage(chunks(bytes));
        tested = await tested.reopen();
        blobs = tested.blobs;
        await expectNothingLeft();
      });

      it("has nothing of what was being written", async () => {
        let seen: readonly string[] = [];
        const killed = new AbortController();
        let writing: Promise<unknown> | undefined;
        await new Promise<void>((reached) => {
          writing = blobs.stage(
            (async function* () {
              yield bytes;
              seen = tested.files();
              reached();
              await once(killed.signal, "abort");
              throw new Error("killed");
            })(),
          );
        });
        expect(seen).toHaveLength(sizeBytes < LARGE_BYTES ? 0 : 1);
        tested = await tested.reopen();
        blobs = tested.blobs;
        await expectNothingLeft();
        killed.abort();
        await expect(writing).rejects.toThrow("killed");
      });
    });
  });

  describe(`${name} as a store of blobs`, () => {
    it("keeps what has no bytes", async () => {
      const { blobs, store } = await open();
      const staged = await blobs.stage(chunks());
      await store.transaction((writer) => staged.keep(writer));
      expect(await bytesOf(blobs, staged.ref)).toHaveLength(0);
    });

    it("takes a few bytes at once, and refuses more", async () => {
      const { store, blobs } = await open();
      const bytes = pattern(SMALL_BLOB_BYTES);
      const staged = blobs.stageSmall(bytes);
      await store.transaction((writer) => staged.keep(writer));
      expect((await bytesOf(blobs, staged.ref)).equals(bytes)).toBe(true);
      const discarded = blobs.stageSmall(bytes);
      await discarded.discard();
      expect(() => blobs.readSmall(discarded.ref)).toThrow("gone");
      expect(() => blobs.stageSmall(pattern(SMALL_BLOB_BYTES + 1))).toThrow(RangeError);
    });

    it("takes bytes in chunks of any size", async () => {
      const { blobs, store } = await open();
      const sizes = [1, 0, 8191, 1, 60_000, 3, 1_300_000, 17, 600_000];
      const parts = sizes.map((size, i) => Buffer.alloc(size, i + 1));
      const staged = await blobs.stage(chunks(...parts));
      await store.transaction((writer) => staged.keep(writer));
      expect((await bytesOf(blobs, staged.ref)).equals(Buffer.concat(parts))).toBe(true);
    });
  });
}
