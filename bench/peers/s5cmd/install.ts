import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installedFolder } from "../installed-folder.ts";

const VERSION = "2.2.2";
const MODULE = "github.com/peak/s5cmd/v2";
const BUILD_MILLISECONDS = 300_000;

/**
 * Builds s5cmd (MIT) into a folder outside the repository, unless it is there already.
 *
 * @returns `undefined` where there is no Go here, or it cannot be fetched.
 */
export function installS5cmd(): { readonly program: string; readonly version: string } | undefined {
  const proof = join("bin", "s5cmd");
  const install = (folder: string): void => {
    // Named in a module of its own and not with `go install`, which also asks for a list of all versions.
    writeFileSync(join(folder, "go.mod"), `module bench\n\ngo 1.21\n\nrequire ${MODULE} v${VERSION}\n`);
    writeFileSync(join(folder, "tools.go"), `//go:build tools\n\npackage bench\n\nimport _ "${MODULE}"\n`);
    mkdirSync(join(folder, "bin"));
    execFileSync("go", ["build", "-mod=mod", "-o", proof, MODULE], {
      cwd: folder,
      stdio: ["ignore", "ignore", "ignore"],
      timeout: BUILD_MILLISECONDS,
    });
  };
  try {
    const folder = installedFolder({ name: `s5cmd-${VERSION}`, proof, install });
    return { program: join(folder, proof), version: VERSION };
  } catch {
    console.log("s5cmd cannot be built here (that takes Go, and the network once): left out");
    return undefined;
  }
}
