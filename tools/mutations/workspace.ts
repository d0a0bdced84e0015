import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Mutation } from "./mutations.ts";

/** What the tests read, besides the packages. */
const COPIED = ["src", "test", "stack", "docs", "package.json", "tsconfig.json", "vitest.config.ts", "biome.json"];

/** A copy of the tree that may be broken. The tree itself is never touched. */
export class Workspace {
  readonly folder: string = mkdtempSync(join(tmpdir(), "keylease-mutations-"));

  constructor() {
    for (const name of COPIED) cpSync(name, join(this.folder, name), { recursive: true });
    symlinkSync(resolve("node_modules"), join(this.folder, "node_modules"));
  }

  /**
   * Breaks one thing while `use` runs.
   *
   * @throws Error where the text to break is not in the file exactly once: a mutation that changes nothing would pass.
   */
  async with<T>({ name, file, find, replace }: Mutation, use: () => Promise<T>): Promise<T> {
    const path = join(this.folder, file);
    const whole = readFileSync(path, "utf8");
    const count = whole.split(find).length - 1;
    if (count !== 1) throw new Error(`"${name}": the text to break is in ${file} ${count} times, not once`);
    writeFileSync(
      path,
      whole.replace(find, () => replace),
    );
    try {
      return await use();
    } finally {
      writeFileSync(path, whole);
    }
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
