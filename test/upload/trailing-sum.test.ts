import { open } from "node:fs/promises";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { checksumOf } from "../../src/upload/checksum/checksum.ts";
import { checksumMethod } from "../../src/upload/checksum/methods.ts";
import { PassingPart } from "../../src/upload/multipart/passing-part.ts";
import { canTrail, SLICE_BYTES } from "../../src/upload/multipart/trailing-sum.ts";
import { uploadFolder } from "./fake-s3.ts";
import { noise } from "./leased-bucket.ts";

const CONTENT = noise(3 * SLICE_BYTES + 5);
const folder = uploadFolder();
const file = await open(folder.write("content", CONTENT));
afterAll(async () => {
  await file.close();
  folder.remove();
});

/** All that goes over the wire of a part. */
async function bodyOf(passing: PassingPart): Promise<Buffer> {
  const pieces = passing.read();
  const all: Buffer[] = [];
  for (;;) {
    const { head, bytes, end } = await pieces.next();
    all.push(Buffer.from(head), Buffer.from(bytes));
    if (end === undefined) continue;
    return Buffer.concat([...all, Buffer.from(end)]);
  }
}

/** What stands in chunks, and behind them. */
function decoded(body: Buffer): { readonly bytes: Buffer; readonly trailer: string } {
  const parts: Buffer[] = [];
  for (let at = 0; ; ) {
    const lineEnd = body.indexOf("\r\n", at);
    const length = Number.parseInt(body.toString("latin1", at, lineEnd), 16);
    const start = lineEnd + 2;
    if (length === 0) return { bytes: Buffer.concat(parts), trailer: body.toString("latin1", start) };
    parts.push(body.subarray(start, start + length));
    expect(body.toString("latin1", start + length, start + length + 2)).toBe("\r\n");
    at = start + length + 2;
  }
}

describe("a part with its checksum behind it", () => {
  it.each(["CRC32", "CRC32C", "CRC64NVME"] as const)("is as long as its head says, with a %s", async (algorithm) => {
    const method = await checksumMethod(algorithm);
    const size = fc.oneof(
      fc.integer({ min: 1, max: CONTENT.length }),
      fc.constantFrom(1, SLICE_BYTES, 2 * SLICE_BYTES),
    );
    await fc.assert(
      fc.asyncProperty(size, fc.nat(CONTENT.length - 1), async (wanted, offset) => {
        const sizeBytes = Math.min(wanted, CONTENT.length - offset);
        const memory = Buffer.alloc(SLICE_BYTES);
        const passing = new PassingPart(file, { number: 1, offset, sizeBytes }, { memory, method });
        const expected = CONTENT.subarray(offset, offset + sizeBytes);
        const trailer = `x-amz-checksum-${algorithm.toLowerCase()}:${checksumOf(method, expected)}\r\n\r\n`;
        // The second time is that of a request that is sent again.
        for (let time = 0; time < 2; time++) {
          const body = await bodyOf(passing);
          expect(body.length).toBe(passing.bodyBytes);
          const got = decoded(body);
          expect(got.bytes.equals(expected)).toBe(true);
          expect(got.trailer).toBe(trailer);
        }
      }),
      { numRuns: 25 },
    );
  });

  it("is read into other memory when it is sent again, as the first time may still be at work", async () => {
    const memory = Buffer.alloc(SLICE_BYTES);
    const how = { memory, method: await checksumMethod() };
    const passing = new PassingPart(file, { number: 1, offset: 0, sizeBytes: 10 }, how);
    passing.readAhead();
    const [first, second] = [await passing.read().next(), await passing.read().next()];
    expect(first.bytes.buffer).toBe(memory.buffer);
    expect(second.bytes.buffer).not.toBe(memory.buffer);
    expect(passing.isMemoryFree).toBe(true);
  });

  it("keeps its memory where a reading was broken off, which may still be at work in it", async () => {
    const how = { memory: Buffer.alloc(SLICE_BYTES), method: await checksumMethod() };
    const passing = new PassingPart(file, { number: 1, offset: 0, sizeBytes: SLICE_BYTES + 1 }, how);
    await passing.read().next();
    await bodyOf(passing);
    expect(passing.isMemoryFree).toBe(false);
  });

  it("fails where the file has become shorter", async () => {
    const how = { memory: Buffer.alloc(SLICE_BYTES), method: await checksumMethod() };
    const passing = new PassingPart(file, { number: 1, offset: CONTENT.length - 1, sizeBytes: 2 }, how);
    await expect(passing.read().next()).rejects.toMatchObject({ code: "FileChanged" });
  });

  it("is none with a hash, which is not a CRC", async () => {
    expect(canTrail(await checksumMethod("SHA256"))).toBe(false);
    expect(canTrail(await checksumMethod("CRC32"))).toBe(true);
  });
});
