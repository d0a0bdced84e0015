import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lastModifiedHeader } from "../../../../src/emulator/services/s3/last-modified.ts";

const DAY_MS = 86_400_000;

describe("the Last-Modified header", () => {
  it("names the weekday of every day from 1970 to 2109 as Date does", () => {
    const wrong: string[] = [];
    for (let at = Date.UTC(1970, 0, 1); at < Date.UTC(2110, 0, 1); at += DAY_MS) {
      const date = new Date(at);
      if (lastModifiedHeader(date.toISOString()) !== date.toUTCString()) wrong.push(date.toISOString());
    }
    expect(wrong).toEqual([]);
  });

  it("is what Date writes, for any moment", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true }), (date) => {
        expect(lastModifiedHeader(date.toISOString())).toBe(date.toUTCString());
      }),
    );
  });
});
