import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gather } from "../../../src/emulator/hashing/gather.ts";
import { STRETCH_BYTES, Stretches } from "../../../src/emulator/state/stretches.ts";

async function* from(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

const stretches = new Stretches();
const filled = (length: number, value: number): Uint8Array => new Uint8Array(length).fill(value);

describe("gather", () => {
  it("gives the same bytes in full stretches, whatever chunks they come in", async () => {
    const sizes = fc.array(fc.oneof(fc.nat(3), fc.nat(70_000), fc.constantFrom(STRETCH_BYTES, 1_200_000)), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(sizes, async (lengths) => {
        const chunks = lengths.map((length, i) => filled(length, i + 1));
        const given: Buffer[] = [];
        for await (const stretch of gather(from(chunks), { sizeBytes: 2 * STRETCH_BYTES, stretches }))
          given.push(Buffer.from(stretch));
        expect(Buffer.concat(given).equals(Buffer.concat(chunks))).toBe(true);
        for (const stretch of given.slice(0, -1)) expect(stretch.length).toBe(STRETCH_BYTES);
        expect(given.every(({ length }) => length > 0)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it("does not look at a chunk again once it has asked for the next", async () => {
    async function* lent(lengths: readonly number[]): AsyncGenerator<Uint8Array> {
      for (const length of lengths) {
        const chunk = filled(length, 7);
        yield chunk;
        structuredClone(chunk.buffer, { transfer: [chunk.buffer as ArrayBuffer] });
      }
    }
    for (const lengths of [[600_000], [STRETCH_BYTES], [10, 800_000, STRETCH_BYTES - 10, 1]]) {
      const given: Buffer[] = [];
      for await (const stretch of gather(lent(lengths), { sizeBytes: 2 * STRETCH_BYTES, stretches }))
        given.push(Buffer.from(stretch));
      const total = lengths.reduce((sum, length) => sum + length, 0);
      expect(Buffer.concat(given).equals(Buffer.alloc(total, 7))).toBe(true);
    }
  });

  it("takes no more memory than there are bytes", async () => {
    for await (const stretch of gather(from([filled(1000, 1)]), { sizeBytes: 1000, stretches }))
      expect(stretch.buffer.byteLength).toBe(1000);
  });

  it("leaves a stretch as it is until the next one is asked for, though it reads ahead", async () => {
    const chunks = [1, 2, 3, 4, 5].map((value) => filled(STRETCH_BYTES, value));
    const seen: number[] = [];
    for await (const stretch of gather(from(chunks), { sizeBytes: 2 * STRETCH_BYTES, stretches })) {
      const first = stretch[0];
      await new Promise(setImmediate);
      expect(stretch.every((byte) => byte === first)).toBe(true);
      seen.push(first ?? 0);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  it("leaves a stretch to whoever has it after it was given back", async () => {
    const shared = new Stretches();
    async function* slowly(): AsyncGenerator<Uint8Array> {
      yield filled(STRETCH_BYTES, 1);
      await new Promise(setImmediate);
    }
    const gathered = gather(slowly(), { sizeBytes: 2 * STRETCH_BYTES, stretches: shared });
    await gathered.next();
    const ended = gathered.next();
    const other = shared.take(STRETCH_BYTES);
    expect((await ended).done).toBe(true);
    expect(shared.keep(other)).toBe(true);
  });

  it("tells of a source that fails, after what came before is used", async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield filled(STRETCH_BYTES, 1);
      throw new Error("broken off");
    }
    const given: number[] = [];
    const read = async (): Promise<void> => {
      for await (const { length } of gather(failing(), { sizeBytes: 2 * STRETCH_BYTES, stretches })) given.push(length);
    };
    await expect(read()).rejects.toThrow("broken off");
    expect(given).toEqual([STRETCH_BYTES]);
  });

  it("lets the source go, and does not wait for it, where nobody wants more", async () => {
    let isReleased = false;
    async function* stalling(): AsyncGenerator<Uint8Array> {
      try {
        for (let i = 0; i < 3; i++) yield filled(STRETCH_BYTES, 1);
      } finally {
        isReleased = true;
      }
    }
    for await (const _ of gather(stalling(), { sizeBytes: 2 * STRETCH_BYTES, stretches })) break;
    await new Promise(setImmediate);
    expect(isReleased).toBe(true);

    const endless: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => {
        let calls = 0;
        const next = (): Promise<IteratorResult<Uint8Array>> =>
          calls++ === 0 ? Promise.resolve({ done: false, value: filled(STRETCH_BYTES, 1) }) : new Promise(() => {});
        return { next };
      },
    };
    for await (const _ of gather(endless, { sizeBytes: 2 * STRETCH_BYTES, stretches })) break;
  });
});
