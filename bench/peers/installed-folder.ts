import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A program that is compared with, and that must never become a dependency. */
export interface InstalledPeer {
  /** With its version: `moto-5.2.5`. */
  readonly name: string;
  /** A file that is there where it is installed, by its path in the folder. */
  readonly proof: string;
  /** Installs it into an empty folder, which is moved to its place afterwards. */
  install(folder: string): void;
}

/**
 * The folder of a peer, outside the repository: as an earlier run has left it, or installed anew.
 *
 * @throws Error where it cannot be installed.
 */
export function installedFolder({ name, proof, install }: InstalledPeer): string {
  const cache = join(tmpdir(), `keylease-peers-${process.getuid?.() ?? "user"}`);
  const folder = join(cache, name);
  if (existsSync(join(folder, proof))) return folder;
  mkdirSync(cache, { recursive: true, mode: 0o700 });
  // Installed beside its place and then renamed, so that a half installed one is never taken for whole.
  const partial = mkdtempSync(join(cache, "installing-"));
  try {
    install(partial);
    moveInto(folder, partial);
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
  return folder;
}

function moveInto(folder: string, partial: string): void {
  try {
    renameSync(partial, folder);
  } catch (error) {
    // Another process may have been faster, and then its folder serves as well.
    if (!existsSync(folder) || readdirSync(folder).length === 0) throw error;
  }
}
