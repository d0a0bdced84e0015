import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DiskSink } from "../../../src/emulator/state/disk-sink.ts";

const MEBIBYTE = new Uint8Array(1024 * 1024).fill(7);

describe("DiskSink", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "keylease-sink-"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function write(mebibytes: number, begin: () => Promise<void> | undefined): Promise<string[]> {
    const done: string[] = [];
    const sink = new DiskSink(await open(join(folder, "file"), "wx"), {
      whole: async () => {
        done.push("whole");
      },
      begin: () => {
        done.push("begin");
        return begin();
      },
    });
    for (let i = 0; i < mebibytes; i++) await sink.write(MEBIBYTE);
    await sink.finish().catch(async (error: unknown) => {
      // As whoever writes does it: what was not finished is abandoned, and its file closed.
      await sink.abandon();
      throw error;
    });
    return done;
  }

  it("writes what it is given, and has it flushed once at the end", async () => {
    expect(await write(3, () => Promise.resolve())).toEqual(["whole"]);
    expect((await readFile(join(folder, "file"))).equals(Buffer.concat([MEBIBYTE, MEBIBYTE, MEBIBYTE]))).toBe(true);
  });

  it("has much flushed on the way, one flush at a time", async () => {
    let running = 0;
    let most = 0;
    const begin = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running--;
    };
    const done = await write(100, begin);
    expect(done.filter((step) => step === "begin").length).toBeGreaterThanOrEqual(1);
    expect([done.at(-1), most, running]).toEqual(["whole", 1, 0]);
  });

  it("tells at the end of an early flush that failed, though the last one would say nothing of it", async () => {
    await expect(write(70, () => Promise.reject(new Error("EIO")))).rejects.toThrow("EIO");
  });

  it("asks again later where the disk has enough to do", async () => {
    const done = await write(40, () => undefined);
    expect(done.filter((step) => step === "begin").length).toBeGreaterThan(1);
  });
});
