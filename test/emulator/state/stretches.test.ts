import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { MemoryFiles } from "../../../src/emulator/state/memory-files.ts";
import { STRETCH_BYTES, Stretches } from "../../../src/emulator/state/stretches.ts";

const MIB = 1024 ** 2;

async function contentOf(files: MemoryFiles, name: string): Promise<Buffer> {
  return Buffer.concat(await files.read(name).toArray());
}

describe("stretches", () => {
  it("are as long as what is to be gathered, and no longer than one", () => {
    const stretches = new Stretches();
    expect([1, 70_000, STRETCH_BYTES, 9 * MIB].map((sizeBytes) => stretches.take(sizeBytes).length)).toEqual([
      1,
      70_000,
      STRETCH_BYTES,
      STRETCH_BYTES,
    ]);
  });

  it("are lent again once they were given back, and to one at a time", () => {
    const stretches = new Stretches();
    const first = stretches.take(MIB);
    expect(stretches.take(MIB).buffer).not.toBe(first.buffer);
    stretches.giveBack(first);
    stretches.giveBack(first);
    expect(stretches.take(MIB).buffer).toBe(first.buffer);
    expect(stretches.take(MIB).buffer).not.toBe(first.buffer);
  });

  it("are not lent again where somebody has kept them, or may still write to them", () => {
    const stretches = new Stretches();
    const kept = stretches.take(MIB);
    expect(stretches.keep(kept)).toBe(true);
    stretches.giveBack(kept);
    const dropped = stretches.take(MIB);
    stretches.drop(dropped);
    stretches.giveBack(dropped);
    const others = Array.from({ length: 4 }, () => stretches.take(MIB).buffer);
    expect(others).not.toContain(kept.buffer);
    expect(others).not.toContain(dropped.buffer);
  });

  it("can be kept whole, by one, while they are lent", () => {
    const stretches = new Stretches();
    const stretch = stretches.take(MIB);
    expect(stretches.keep(stretch.subarray(1))).toBe(false);
    expect(stretches.keep(Buffer.alloc(STRETCH_BYTES))).toBe(false);
    expect(new Stretches().keep(stretch)).toBe(false);
    expect(stretches.keep(stretch)).toBe(true);
    expect(stretches.keep(stretch)).toBe(false);
  });
});

describe("files in memory", () => {
  it("keep a whole stretch as it is, and copy what is less", async () => {
    const files = new MemoryFiles();
    const [whole, part] = [files.stretches.take(MIB).fill(1), files.stretches.take(MIB).fill(2)];
    const sink = await files.create("g/f");
    await sink.write(whole);
    await sink.write(part.subarray(0, 1000));
    files.stretches.giveBack(whole);
    files.stretches.giveBack(part);
    // What was lent meanwhile is not theirs.
    for (let i = 0; i < 4; i++) files.stretches.take(MIB).fill(3);
    const expected = Buffer.concat([Buffer.alloc(STRETCH_BYTES, 1), Buffer.alloc(1000, 2)]);
    expect((await contentOf(files, "g/f")).equals(expected)).toBe(true);
    const [first] = await files.read("g/f").take(1).toArray();
    expect(first.buffer).toBe(whole.buffer);
  });

  it("give memory back soon after they were removed", async () => {
    const files = new MemoryFiles();
    let goneBytes = 0;
    const registry = new FinalizationRegistry<number>((bytes) => {
      goneBytes += bytes;
    });
    const write = async (): Promise<void> => {
      const sink = await files.create("g/f");
      for (let i = 0; i < 160; i++) {
        const stretch = files.stretches.take(MIB);
        await sink.write(stretch);
        registry.register(stretch.buffer, stretch.length);
      }
    };
    await write();
    await files.remove("g/f");
    // The last one may still be referred to by what has run.
    const expectedBytes = 159 * STRETCH_BYTES;
    for (let waits = 0; waits < 100 && goneBytes < expectedBytes; waits++) await pause(50);
    expect(goneBytes).toBeGreaterThanOrEqual(expectedBytes);
  });
});
