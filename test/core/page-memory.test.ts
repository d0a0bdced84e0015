import { describe, expect, it } from "vitest";
import { pageMemory } from "../../src/core/index.ts";

describe("memory of whole pages", () => {
  it("has the length that is asked for, and is nobody else's", () => {
    for (const bytes of [1, 4096, 256 * 1024, 8 * 1024 ** 2]) {
      const [one, other] = [pageMemory(bytes), pageMemory(bytes)];
      expect(one).toHaveLength(bytes);
      expect(one.buffer).not.toBe(other.buffer);
    }
  });

  it("begins where a page does, after the 16 bytes that the C library keeps before a large block", () => {
    const { byteOffset } = pageMemory(2 ** 20);
    expect((16 + byteOffset) % 4096).toBe(0);
  });
});
