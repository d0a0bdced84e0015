import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { npm } from "../../../tools/npm.ts";
import { installedFolder } from "../installed-folder.ts";

/** The version that the tables in the documents were made with. */
export const PEER_VERSION = "0.1.173";

const PACKAGE = "@cloud-copilot/iam-simulate";

/**
 * Installs iam-simulate outside the repository, unless this version is there already, and returns its folder.
 *
 * It is licensed under the AGPL, so it must never become a dependency: it is in no package.json and no lock file of
 * ours, and nothing imports it. Our programs speak to it as a process of its own (`peer.mjs`).
 *
 * @throws Error where npm cannot fetch it.
 */
export function installPeer(): string {
  const proof = join("node_modules", PACKAGE, "package.json");
  return installedFolder({ name: `iam-simulate-${PEER_VERSION}`, proof, install });
}

function install(folder: string): void {
  // A package.json of its own keeps npm from installing into a project around it.
  writeFileSync(join(folder, "package.json"), "{}");
  const options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  try {
    npm(["install", "--prefix", folder, ...options, `${PACKAGE}@${PEER_VERSION}`]);
  } catch (cause) {
    const message = `cannot install ${PACKAGE}@${PEER_VERSION}: npm needs to reach its registry once; later runs need no network`;
    throw new Error(message, { cause });
  }
}
