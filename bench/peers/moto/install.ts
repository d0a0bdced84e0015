import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { installedFolder } from "../installed-folder.ts";

/** The version that the tables in the documents were made with. */
export const MOTO_VERSION = "5.2.5";

/**
 * Installs moto (Apache-2.0) as Python packages in a folder outside the repository, unless it is there already.
 *
 * @returns the folder to put into PYTHONPATH.
 * @throws Error where there is no Python 3 with pip, or pip cannot fetch it.
 */
export function installMoto(): string {
  const install = (folder: string): void => {
    const packages = [`moto[server,s3,iam,sts]==${MOTO_VERSION}`];
    const options = [
      "--quiet",
      "--disable-pip-version-check",
      "--no-warn-conflicts",
      "--root-user-action=ignore",
      "--target",
      folder,
    ];
    try {
      execFileSync("python3", ["-m", "pip", "install", ...options, ...packages], {
        stdio: ["ignore", "ignore", "inherit"],
      });
    } catch (cause) {
      throw new Error(`cannot install moto ${MOTO_VERSION}: Python 3 with pip is needed, and its registry once`, {
        cause,
      });
    }
  };
  return installedFolder({ name: `moto-${MOTO_VERSION}`, proof: join("moto", "__init__.py"), install });
}
