import { describe, expect, it } from "vitest";
import { maskAccessKeyId, secretsEqual } from "../../src/core/index.ts";

describe("secrets", () => {
  it("are equal only where every byte is", () => {
    expect(secretsEqual("abc", "abc")).toBe(true);
    expect(secretsEqual("abc", Buffer.from("abc"))).toBe(true);
    expect(secretsEqual("abc", "abd")).toBe(false);
    expect(secretsEqual("abc", "abcd")).toBe(false);
    expect(secretsEqual("", "a")).toBe(false);
  });

  it("show of an access key id just enough to tell keys apart", () => {
    expect(maskAccessKeyId("ASIAQWERTYUIOPASDFGH")).toBe("ASIA…DFGH");
    expect(maskAccessKeyId("short")).toBe("…");
  });
});
