import { describe, expect, it } from "vitest";
import { giveBack } from "../../../src/emulator/pipeline/give-back.ts";

const MIB = 1024 * 1024;

describe("giveBack", () => {
  it("gives memory back before any collection", () => {
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 64; i++) {
      const bytes = Buffer.allocUnsafeSlow(MIB);
      giveBack(bytes);
      expect(bytes.length).toBe(0);
    }
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(32 * MIB);
  });

  it.each([
    ["a part of a larger one", () => Buffer.allocUnsafeSlow(MIB).subarray(1)],
    ["memory that threads share", () => Buffer.from(new SharedArrayBuffer(MIB))],
    ["a small one", () => Buffer.alloc(100)],
  ])("leaves %s alone", (_what, make) => {
    const bytes = make();
    const { length } = bytes;
    giveBack(bytes);
    expect(bytes.length).toBe(length);
  });
});
