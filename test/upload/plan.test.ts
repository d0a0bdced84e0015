import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PART_LIMITS, partOf, planParts, preferredPartBytes } from "../../src/upload/plan.ts";
import { refusedBy } from "../support/refused-by.ts";

const MIB = 1024 ** 2;
const MOST_BYTES = PART_LIMITS.mostParts * PART_LIMITS.mostBytes;

describe("a plan of parts", () => {
  it("has larger ones of large files where they need not be in memory", () => {
    const mebibytes = (sizeMib: number, isHeld: boolean): number => preferredPartBytes(sizeMib * MIB, isHeld) / MIB;
    expect([mebibytes(17, false), mebibytes(255, false), mebibytes(256, false), mebibytes(90_000, false)]).toEqual([
      8, 8, 16, 16,
    ]);
    expect(mebibytes(256, true)).toBe(8);
  });

  it("covers every byte once, in order, within S3's limits", () => {
    const size = fc.oneof(
      fc.integer({ min: 1, max: 200 * MIB }),
      fc.integer({ min: 1, max: MOST_BYTES }),
      fc.constantFrom(1, 5 * MIB, 8 * MIB, 8 * MIB + 1, 80_000 * MIB, 80_000 * MIB + 1, MOST_BYTES - 1, MOST_BYTES),
    );
    const wish = fc.option(fc.integer({ min: PART_LIMITS.leastBytes, max: PART_LIMITS.mostBytes }), { nil: undefined });
    fc.assert(
      fc.property(size, wish, (sizeBytes, wished) => {
        const plan = planParts(sizeBytes, wished);
        expect(plan.partCount).toBeLessThanOrEqual(PART_LIMITS.mostParts);
        expect(plan.partBytes).toBeGreaterThanOrEqual(wished ?? PART_LIMITS.leastBytes);
        expect(plan.partBytes).toBeLessThanOrEqual(PART_LIMITS.mostBytes);
        // All parts but the last have the plan's size, so the sum needs no walk over ten thousand parts.
        const last = partOf(plan, plan.partCount);
        expect(last.offset).toBe((plan.partCount - 1) * plan.partBytes);
        expect(last.offset + last.sizeBytes).toBe(sizeBytes);
        expect(last.sizeBytes).toBeGreaterThan(0);
        const before = partOf(plan, Math.max(1, plan.partCount - 1));
        expect(before.offset + before.sizeBytes).toBe(plan.partCount === 1 ? sizeBytes : last.offset);
      }),
    );
  });

  it.each([
    [100 * MIB, 8 * MIB],
    [80_000 * MIB, 8 * MIB],
    [80_000 * MIB + 1, 9 * MIB],
    [5 * 1024 ** 4, 525 * MIB],
    [MOST_BYTES, 5 * 1024 ** 3],
  ])("of %d bytes has parts of %d", (sizeBytes, partBytes) => {
    expect(planParts(sizeBytes).partBytes).toBe(partBytes);
  });

  it.each([
    ["an object that S3 cannot hold", () => planParts(MOST_BYTES + 1)],
    ["parts that are too small", () => planParts(1, PART_LIMITS.leastBytes - 1)],
    ["parts that are too large", () => planParts(1, PART_LIMITS.mostBytes + 1)],
    ["parts of half a byte", () => planParts(1, PART_LIMITS.leastBytes + 0.5)],
  ])("is refused for %s", async (_, plan) => {
    expect((await refusedBy(plan)).code).toBe("ArgumentInvalid");
  });
});
