import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Script } from "node:vm";
import { describe, expect, it, vi } from "vitest";
import { KeptCode } from "../../../src/cli/kept-code/kept-code.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();
const SOURCE = "(function answer() { return 42; })";

/** A cache with the code of one file in it. */
function filled(): { folder: string; path: string; keptCode: KeptCode } {
  const folder = join(newDirectory(), "code", "v1", "build");
  const keptCode = new KeptCode(folder);
  keptCode.keep(new Map([["program.js", new Script(SOURCE)]]));
  return { folder, path: join(folder, "program.js"), keptCode };
}

describe("kept code", () => {
  it("is what V8 takes for the same source", () => {
    const cachedData = filled().keptCode.take("program.js");
    expect(cachedData).toBeInstanceOf(Buffer);
    const script = new Script(SOURCE, { cachedData: cachedData as Buffer });
    expect(script.cachedDataRejected).toBe(false);
    expect((script.runInThisContext() as () => number)()).toBe(42);
  });

  it("is not there before it was kept", () => {
    expect(new KeptCode(join(newDirectory(), "none")).take("program.js")).toBeUndefined();
  });

  it("is not taken where a byte of it has changed, which V8 would not notice", () => {
    const { path, keptCode } = filled();
    const bytes = readFileSync(path);
    for (const index of [0, bytes.length >> 1, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] as number) ^ 1;
      writeFileSync(path, changed);
      expect(keptCode.take("program.js")).toBeUndefined();
    }
    writeFileSync(path, "");
    expect(keptCode.take("program.js")).toBeUndefined();
    writeFileSync(path, bytes);
    expect(keptCode.take("program.js")).toBeDefined();
  });

  // Windows tells neither owners nor modes of files: it keeps people's folders apart by itself. So here and below.
  it.skipIf(process.getuid === undefined)("is for the person alone", () => {
    const { folder, path } = filled();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(readdirSync(folder)).toEqual(["program.js"]);
  });

  it.skipIf(process.getuid === undefined)("is not taken where others may write it", () => {
    const { path, keptCode } = filled();
    for (const mode of [0o620, 0o602]) {
      chmodSync(path, mode);
      expect(keptCode.take("program.js")).toBeUndefined();
    }
    chmodSync(path, 0o644);
    expect(keptCode.take("program.js")).toBeDefined();
  });

  it.skipIf(process.getuid === undefined)("is neither taken from somebody else nor kept in a folder of theirs", () => {
    const { folder, keptCode } = filled();
    const somebody = vi.spyOn(process as { getuid(): number }, "getuid").mockReturnValue(4_000_000);
    try {
      expect(keptCode.take("program.js")).toBeUndefined();
      const beside = new KeptCode(join(folder, "..", "other"));
      beside.keep(new Map([["program.js", new Script(SOURCE)]]));
    } finally {
      somebody.mockRestore();
    }
    expect(existsSync(join(folder, "..", "other"))).toBe(false);
    expect(keptCode.take("program.js")).toBeDefined();
  });

  it("fails silently where it cannot be kept", () => {
    const file = join(newDirectory(), "file");
    writeFileSync(file, "");
    const keptCode = new KeptCode(join(file, "build"));
    keptCode.keep(new Map([["program.js", new Script(SOURCE)]]));
    expect(keptCode.take("program.js")).toBeUndefined();
  });

  it("makes room: builds that were not used for a week are forgotten once another is kept", () => {
    const folder = newDirectory();
    const [old, recent] = [join(folder, "old"), join(folder, "recent")];
    for (const build of [old, recent]) mkdirSync(build);
    const days = (count: number): number => Date.now() / 1000 - count * 24 * 3600;
    utimesSync(old, days(8), days(8));
    utimesSync(recent, days(6), days(6));
    new KeptCode(join(folder, "new")).keep(new Map());
    expect(existsSync(old)).toBe(true);
    new KeptCode(join(folder, "new")).keep(new Map([["program.js", new Script(SOURCE)]]));
    expect(readdirSync(folder).sort()).toEqual(["new", "recent"]);
  });
});
