import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { checksumMethod } from "../../src/upload/checksum/methods.ts";
import { StreamSource } from "../../src/upload/multipart/stream-source.ts";
import { refusedBy } from "../support/refused-by.ts";
import { digest, noise } from "./leased-bucket.ts";

const MIB = 1024 ** 2;
const method = await checksumMethod();

/** Chunks of a few sizes, none of which divides a part. */
function* chunksOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = [1, 65_536, 700_001][i % 3] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

describe("a stream that is cut into parts", () => {
  it.each([
    [undefined, [8 * MIB, 4 * MIB + 5]],
    [5 * MIB, [5 * MIB, 5 * MIB, 2 * MIB + 5]],
    [12 * MIB + 5, [12 * MIB + 5]],
    [64 * MIB, [12 * MIB + 5]],
  ])("has parts of the size that is asked for (%j), and every byte once", async (partBytes, sizes) => {
    const content = noise(12 * MIB + 5, 9);
    const source = new StreamSource(Readable.from(chunksOf(content)), method, partBytes);
    const found: number[] = [];
    const bytes: Buffer[] = [];
    for (;;) {
      const part = await source.next(Buffer.alloc(0));
      if (part === undefined) break;
      found.push(part.part.sizeBytes);
      for await (const chunk of part.stream()) bytes.push(chunk as Buffer);
    }
    expect(found).toEqual(sizes);
    expect(digest(Buffer.concat(bytes))).toBe(digest(content));
    expect(source.isAtEnd).toBe(true);
  });

  it.each([5 * MIB - 1, 1024 ** 3 + 1, 5.5 * MIB + 0.5, Number.NaN])("has no parts of %d bytes", async (partBytes) => {
    const error = await refusedBy(() => new StreamSource(Readable.from([]), method, partBytes));
    expect(error.code).toBe("ArgumentInvalid");
    expect(error.hint).toContain("1 GiB");
  });
});
