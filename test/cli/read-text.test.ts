import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { readTextFile } from "../../src/cli/read-text.ts";
import { temporaryDirectories } from "../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();
const MIB = 1024 ** 2;

describe("the text of a file", () => {
  it("is read up to 1 MiB", async () => {
    const path = join(newDirectory(), "text");
    writeFileSync(path, `é${"x".repeat(MIB - 2)}`);
    expect(await readTextFile(path)).toHaveLength(MIB - 1);
    writeFileSync(path, "x".repeat(MIB + 1));
    await expect(readTextFile(path)).rejects.toMatchObject({ code: "ArgumentInvalid" });
  });

  it("is missed where there is none", async () => {
    const folder = newDirectory();
    for (const path of [folder, join(folder, "none")]) {
      await expect(readTextFile(path)).rejects.toMatchObject({ code: "FileUnreadable" });
    }
    await expect(readTextFile(join(folder, "none"))).rejects.toThrow("(ENOENT)");
  });

  // Windows has no pipes that are files with a name in a folder.
  it.skipIf(process.platform === "win32")("comes through a pipe, and nothing stands still meanwhile", async () => {
    const path = join(newDirectory(), "pipe");
    execFileSync("mkfifo", [path]);
    const text = readTextFile(path);
    await setTimeout(1);
    await writeFile(path, "written later");
    expect(await text).toBe("written later");
  });
});
