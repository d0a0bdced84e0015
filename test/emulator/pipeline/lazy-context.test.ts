import { describe, expect, it } from "vitest";
import { LazyContext } from "../../../src/emulator/pipeline/lazy-context.ts";

const entries: [string, string | string[]][] = [
  ["aws:sourceip", "127.0.0.1"],
  ["aws:tagkeys", ["a", "b"]],
];

describe("a context that is put together when it is asked for", () => {
  it("is not put together before, and once only", () => {
    let made = 0;
    const context = new LazyContext(() => {
      made++;
      return new Map(entries);
    });
    expect(made).toBe(0);
    expect([context.get("aws:sourceip"), context.has("aws:tagkeys"), context.has("aws:username")]).toEqual([
      "127.0.0.1",
      true,
      false,
    ]);
    expect(made).toBe(1);
  });

  it.each<[string, (context: LazyContext) => unknown, unknown]>([
    ["size", (context) => context.size, 2],
    ["iterator", (context) => [...context], [...new Map(entries)]],
    ["entries", (context) => [...context.entries()], [...new Map(entries)]],
    ["keys", (context) => [...context.keys()], ["aws:sourceip", "aws:tagkeys"]],
    ["values", (context) => [...context.values()], ["127.0.0.1", ["a", "b"]]],
  ])("has a map's %s", (_name, read, expected) => {
    expect(read(new LazyContext(() => new Map(entries)))).toEqual(expected);
  });

  it("goes over its keys as a map does", () => {
    const seen: unknown[] = [];
    new LazyContext(() => new Map(entries)).forEach((value, key) => {
      seen.push([key, value]);
    });
    expect(seen).toEqual([...new Map(entries)]);
  });
});
