import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { checksumMethod } from "../../src/upload/checksum/methods.ts";
import type { Connection } from "../../src/upload/connection.ts";
import { md5Etag } from "../../src/upload/multipart/etag.ts";
import { bufferedPart, type PartBytes } from "../../src/upload/multipart/part-bytes.ts";
import { transferParts } from "../../src/upload/multipart/transfer.ts";
import { stopSignal } from "../../src/upload/stop-signal.ts";

const MIB = 1024 ** 2;
const method = await checksumMethod();

/** A server that takes a moment for each part, and answers with its ETag. */
const connection = {
  signsBodies: false,
  call: async () => {
    await pause(2);
    return { status: 200, headers: ["ETag", md5Etag("900150983cd24fb0d6963f7d28e17f72")], body: "" };
  },
} as unknown as Connection;

/** Sends parts of the sizes, of which only a few bytes are real; gives how much memory was lent at most, in MiB. */
async function mostLent(sizesMib: readonly number[], mostInFlight: number): Promise<number> {
  const lent = new Map<number, number>();
  let most = 0;
  let next = 0;
  await transferParts({
    connection,
    uploadId: "upload",
    algorithm: method.algorithm,
    source: {
      get memoryBytes(): number {
        return (sizesMib[next] ?? 0) * MIB;
      },
      next: async (memory): Promise<PartBytes | undefined> => {
        if (next >= sizesMib.length) return undefined;
        next += 1;
        lent.set(next, memory.length);
        most = Math.max(
          most,
          [...lent.values()].reduce((sum, size) => sum + size, 0),
        );
        return bufferedPart({ number: next, offset: 0, sizeBytes: 3 }, Buffer.from("abc"), method);
      },
    },
    mostInFlight,
    retry: { attempts: 1, baseMilliseconds: 1, mostMilliseconds: 1 },
    onConfirmed: ({ number }) => void lent.delete(number),
    onProgress: () => {},
    signal: undefined,
  });
  return most / MIB;
}

describe("parts in flight", () => {
  it("may be many without a warning of Node's that too many listen for an abort", async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => void warnings.push(warning);
    process.on("warning", note);
    try {
      const stop = new AbortController();
      const signal = stopSignal(stop, new AbortController().signal);
      for (let i = 0; i < 20; i++) signal.addEventListener("abort", () => {});
      // Warnings are emitted a tick later.
      await pause(5);
      expect(warnings).toEqual([]);
      stop.abort(new Error("enough"));
      expect(signal.reason).toEqual(new Error("enough"));
    } finally {
      process.off("warning", note);
    }
  });

  it("take as much memory as was asked for, and no more", async () => {
    expect(await mostLent(Array<number>(40).fill(8), 6)).toBe(48);
    expect(await mostLent(Array<number>(12).fill(64), 2)).toBe(128);
    expect(await mostLent(Array<number>(12).fill(5), 3)).toBe(15);
  });

  it("are fewer where they become larger", async () => {
    const sizes = [...Array<number>(30).fill(8), ...Array<number>(20).fill(32)];
    // The first large one may be lent beside the last small ones.
    expect(await mostLent(sizes, 4)).toBeLessThanOrEqual(32 + 3 * 8);
  });
});
