import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { key, neighbour, prefix } from "./adversarial-keys.ts";
import { type LeasingWorld, makeLeasingWorld, put, s3Of } from "./leasing-world.ts";

let world: LeasingWorld;
beforeAll(async () => {
  world = await makeLeasingWorld();
});
afterAll(() => world.close());

const actions = ["upload"];
/** S3 keys are never empty, and have up to 1,024 bytes. */
const isKey = (text: string): boolean => text !== "" && Buffer.byteLength(text) <= 1024;

describe("with real credentials of the emulator, for any keys", () => {
  it("the lease of one writes that one and never another", async () => {
    const property = fc.asyncProperty(key, key, neighbour, async (leased, other, change) => {
      const s3 = s3Of(world, await world.lease({ key: leased, actions }));
      expect(await put(s3, leased)).toBe("ok");
      for (const asked of [other, change(leased)].filter(isKey)) {
        expect(await put(s3, asked)).toBe(asked === leased ? "ok" : "AccessDenied");
      }
      s3.destroy();
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it("the lease of a prefix writes below it and never outside it", async () => {
    const property = fc.asyncProperty(prefix, key, neighbour, async (leased, rest, change) => {
      const s3 = s3Of(world, await world.lease({ prefix: leased, actions }));
      for (const asked of [leased + rest, rest, change(leased), change(leased + rest)].filter(isKey)) {
        expect(await put(s3, asked)).toBe(asked.startsWith(leased) ? "ok" : "AccessDenied");
      }
      s3.destroy();
    });
    await fc.assert(property, { numRuns: 50 });
  });

  it("the lease of several writes each of them and no other", async () => {
    const several = fc.uniqueArray(key, { minLength: 2, maxLength: 4 });
    const property = fc.asyncProperty(several, key, neighbour, async (keys, other, change) => {
      const s3 = s3Of(world, await world.lease({ keys, actions }));
      for (const asked of [...keys, other, ...keys.map(change)].filter(isKey)) {
        expect(await put(s3, asked)).toBe(keys.includes(asked) ? "ok" : "AccessDenied");
      }
      s3.destroy();
    });
    await fc.assert(property, { numRuns: 40 });
  });
});
