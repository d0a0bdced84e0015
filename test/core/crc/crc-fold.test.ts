import { describe, expect, it } from "vitest";
import { CrcFold } from "../../../src/core/crc/crc-fold.ts";
import { Folding, type StepwiseCrc } from "../../../src/core/crc/folding.ts";

/** Runs something as where there is no WebAssembly, or another one. */
function withWebAssembly<T>(value: unknown, run: () => T): T {
  const known = Object.getOwnPropertyDescriptor(globalThis, "WebAssembly") as PropertyDescriptor;
  Object.defineProperty(globalThis, "WebAssembly", { value, configurable: true });
  try {
    return run();
  } finally {
    Object.defineProperty(globalThis, "WebAssembly", known);
  }
}

describe("CrcFold", () => {
  it("does without WebAssembly where there is none, and where it has no vectors", () => {
    expect(withWebAssembly(undefined, () => CrcFold.create([64, 128]))).toBeUndefined();
    expect(withWebAssembly({ validate: () => false }, () => CrcFold.create([64, 128]))).toBeUndefined();
  });
});

describe("Folding", () => {
  /** Remembers how long what it steps through is. */
  function recorder(): { readonly crc: StepwiseCrc; readonly steps: number[] } {
    const steps: number[] = [];
    return { crc: { take: () => [0, 0], step: (bytes) => void steps.push(bytes.length) }, steps };
  }
  const terms = [
    { distances: [640, 1280], leastBytes: 10_000 },
    { distances: [64, 128], leastBytes: 1_000 },
  ];
  const enough = Buffer.alloc(4 * 1024 ** 2);

  it("leaves all bytes to steps where nothing folds", () => {
    const { crc, steps } = recorder();
    withWebAssembly(undefined, () => new Folding(terms).update(crc, enough));
    expect(steps).toEqual([enough.length]);
  });

  it("leaves to steps what is short, and what comes before folding pays", () => {
    const { crc, steps } = recorder();
    const folding = new Folding(terms);
    for (const length of [999, 100_000, enough.length, 999]) folding.update(crc, enough.subarray(0, length));
    expect(steps).toEqual([999, 100_000, 128, 999]);
  });

  it("folds what is left once more where it is long enough", () => {
    const { crc, steps } = recorder();
    const folding = new Folding(terms);
    for (const length of [enough.length, 20_001, 5_000]) folding.update(crc, enough.subarray(0, length));
    expect(steps.slice(1).every((length) => length >= 128 && length < 192)).toBe(true);
  });
});
