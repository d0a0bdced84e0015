import { execFileSync } from "node:child_process";
import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { installedFolder } from "../installed-folder.ts";

const VERSION = "3.1173.0";

/**
 * Installs AWS's uploader for JavaScript (Apache-2.0) in a folder outside the repository, unless it is there already.
 *
 * @returns a script that uploads a file with it: `node SCRIPT FILE ENDPOINT`.
 * @throws Error where npm cannot fetch it.
 */
export function installLibStorage(): { readonly script: string; readonly version: string } {
  const packages = [`@aws-sdk/lib-storage@${VERSION}`, `@aws-sdk/client-s3@${VERSION}`];
  const install = (folder: string): void => {
    writeFileSync(join(folder, "package.json"), '{"private":true,"type":"module"}');
    const options = ["install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--loglevel=error"];
    execFileSync("npm", [...options, ...packages], { cwd: folder, stdio: ["ignore", "ignore", "inherit"] });
  };
  const proof = join("node_modules", "@aws-sdk", "lib-storage", "package.json");
  const folder = installedFolder({ name: `lib-storage-${VERSION}`, proof, install });
  const script = join(folder, "upload.mjs");
  copyFileSync(join("bench", "peers", "lib-storage", "peer.mjs"), script);
  return { script, version: VERSION };
}
