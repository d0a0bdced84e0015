import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { cacheFolder } from "../../src/cli/cache-folder.ts";

describe("what can be made anew is kept", () => {
  it.each([
    ["linux", { HOME: "/home/ann" }, "/home/ann/.cache/keylease"],
    ["linux", { HOME: "/home/ann", XDG_CACHE_HOME: "/fast" }, "/fast/keylease"],
    ["darwin", { HOME: "/Users/ann" }, "/Users/ann/Library/Caches/keylease"],
    ["win32", { HOME: "/u", LOCALAPPDATA: "/u/local" }, "/u/local/keylease"],
    ["win32", { HOME: "/u" }, "/u/AppData/Local/keylease"],
  ] as const)("on %s with %j in %s", (platform, environment, folder) => {
    expect(cacheFolder(environment, platform)).toBe(join(folder));
  });
});
