import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
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

/** Where Amazon Linux has AWS's helper programs for stacks. */
const HELPERS = "opt/aws/bin";

/**
 * What an instance finds on its disk: this very Keylease as the command `keylease`, the Node that runs it, and
 * `/opt/aws/bin/cfn-signal`.
 *
 * @param entryFile The CLI's entry file. Default: the built one of this package.
 */
export function createInstanceImage(entryFile: string = join(packageRoot(), "dist", "cli", "main.js")): TemporaryImage {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "keylease-image-")));
  const [commands, rootfs] = [join(folder, "bin"), join(folder, "rootfs")];
  const node = realpathSync(process.execPath);
  const main = realpathSync(entryFile);
  writeCommand(join(commands, "keylease"), [node, main]);
  // In mode `process` there is no /opt of the instance's own, so that it stands beside the other commands too.
  for (const path of [join(commands, "cfn-signal"), join(rootfs, HELPERS, "cfn-signal")]) {
    writeCommand(path, [node, join(dirname(main), "cfn-signal", "main.js")]);
  }
  const root = realpathSync(packageRoot());
  return {
    image: {
      path: [commands, dirname(node)],
      readable: [commands, dirname(dirname(node)), root, ...moduleFolders(root)],
      rootfs,
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

/** No value comes from outside, yet a path may hold anything: single quotes keep all but themselves. */
function writeCommand(path: string, words: readonly string[]): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\nexec ${words.map(quote).join(" ")} "$@"\n`, { mode: 0o755 });
}

function quote(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
