import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { installedFolder } from "../installed-folder.ts";

/** The version that the tables in the documents were made with. */
export const S3RVER_VERSION = "3.7.1";

/**
 * Installs s3rver (MIT) into a folder outside the repository, unless it is there already.
 *
 * @returns its program.
 * @throws Error where npm cannot fetch it.
 */
export function installS3rver(): string {
  const program = join("node_modules", "s3rver", "bin", "s3rver.js");
  const install = (folder: string): void => {
    writeFileSync(join(folder, "package.json"), '{"private":true}');
    execFileSync("npm", ["install", "--no-audit", "--no-fund", "--silent", `s3rver@${S3RVER_VERSION}`], {
      cwd: folder,
      stdio: ["ignore", "ignore", "inherit"],
    });
  };
  return join(installedFolder({ name: `s3rver-${S3RVER_VERSION}`, proof: program, install }), program);
}
