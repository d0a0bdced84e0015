import { existsSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { InstanceImage } from "../emulator/index.ts";
import { packageRoot } from "./package-root.ts";

/** An image and how to clear it away. */
export interface TemporaryImage {
  readonly image: InstanceImage;
  /** Removes the files that were made for it. */
  remove(): void;
}

/**
 * What an instance finds on its disk: this very Keylease as the command `keylease`, and the Node that runs it.
 *
 * @param entryFile The CLI's entry file. Default: the built one of this package.
 */
export function createInstanceImage(entryFile: string = join(packageRoot(), "dist", "cli", "main.js")): TemporaryImage {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "keylease-image-")));
  const node = realpathSync(process.execPath);
  // No value comes from outside, yet a path may hold anything: single quotes keep all but themselves.
  writeFileSync(join(folder, "keylease"), `#!/bin/sh\nexec ${quote(node)} ${quote(realpathSync(entryFile))} "$@"\n`, {
    mode: 0o755,
  });
  const root = realpathSync(packageRoot());
  return {
    image: {
      path: [folder, dirname(node)],
      readable: [folder, dirname(dirname(node)), root, ...moduleFolders(root)],
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The folders that Node would look for the package's dependencies in, as far as they exist. */
function moduleFolders(root: string): string[] {
  const found: string[] = [];
  for (let folder = root; ; folder = dirname(folder)) {
    const modules = join(folder, "node_modules");
    if (existsSync(modules)) found.push(realpathSync(modules));
    if (dirname(folder) === folder) return found;
  }
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
