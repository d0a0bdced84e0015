import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * The folder of the installed package: the nearest one upwards whose package.json is Keylease's. It is looked for
 * because the code runs from src in tests, from dist when installed, and from wherever a bundle was put.
 */
export function packageRoot(): string {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && nameIn(manifest) === "keylease") return folder;
    if (dirname(folder) === folder) throw new Error("the files of the package keylease are not complete");
  }
}

/** The version of the installed package. */
export function packageVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")) as { version: string }).version;
}

function nameIn(manifest: string): unknown {
  return (JSON.parse(readFileSync(manifest, "utf8")) as { name?: unknown }).name;
}
