import { describe, expect, it } from "vitest";
import { formatDuration, parseDurationSeconds } from "../../src/core/index.ts";

describe("a duration", () => {
  it.each([
    ["15m", 900],
    ["1h30m", 5400],
    ["900", 900],
    ["45s", 45],
    ["1d", 86_400],
  ])("`%s` is %i seconds", (text, seconds) => {
    expect(parseDurationSeconds(text)).toBe(seconds);
  });

  it.each(["", "m", "15 m", "-15m", "1.5h", "15min", "1e3", "9999999999"])("is not `%s`", (text) => {
    expect(() => parseDurationSeconds(text)).toThrow(expect.objectContaining({ code: "DurationInvalid" }));
  });

  it.each([
    [900, "15 min"],
    [5400, "1 h 30 min"],
    [45, "45 s"],
    [0, "0 s"],
    [43_200, "12 h"],
  ])("of %i seconds reads `%s`", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});
