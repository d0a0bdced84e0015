import { existsSync, lstatSync, readdirSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { InstanceStartError } from "../runner.ts";

/** A folder at the top of an instance's disk. */
export interface TopFolder {
  readonly name: string;
  /** What lies in it, by paths on the machine, the uppermost first. */
  readonly layers: readonly string[];
  /** Whether one of the layers is the machine's own system, which is too large to be copied. */
  readonly isSystem: boolean;
}

export interface Disk {
  readonly folders: readonly TopFolder[];
  /** Links at the top, such as `/bin` to `usr/bin`. */
  readonly links: readonly { readonly path: string; readonly target: string }[];
}

/** Folders that distributions have either as folders or as links into /usr. */
const MERGED = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];
/** What every instance has besides, empty unless a layer fills it. */
const OWN = ["etc", "home", "media", "mnt", "opt", "root", "srv", "var"];
/** Mounted apart: nothing of an image is seen in them. */
const APART = ["dev", "proc", "run", "sys", "tmp"];
/** Names are given to `mount`, where commas and colons have a meaning. */
const PLAIN_NAME = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/**
 * Works out the top folders of an instance's disk.
 *
 * @param above Directories whose content is laid over the machine's own system, the uppermost first.
 * @throws InstanceStartError where a folder cannot be laid over this machine's.
 */
export function diskOf(above: readonly string[]): Disk {
  const links = MERGED.flatMap((name) => {
    const stats = lstatSync(`/${name}`, { throwIfNoEntry: false });
    return stats?.isSymbolicLink() ? [{ path: `/${name}`, target: readlinkSync(`/${name}`) }] : [];
  });
  const linked = new Set(links.map(({ path }) => path.slice(1)));
  const system = ["usr", ...MERGED].filter((name) => !linked.has(name) && existsSync(`/${name}`));
  const given = above.flatMap((root) => topFolders(root).filter((name) => !APART.includes(name)));
  for (const name of given) {
    if (linked.has(name)) {
      throw new InstanceStartError(
        `the image's rootfs has a folder ${name}, which is a link to usr/${name} here: its files belong into usr/${name}`,
      );
    }
  }
  const names = [...new Set([...system, ...OWN, ...given])];
  return {
    links,
    folders: names.map((name) => ({
      name,
      layers: [
        ...above.map((root) => join(root, name)).filter(isFolder),
        ...(system.includes(name) ? [`/${name}`] : []),
      ],
      isSystem: system.includes(name),
    })),
  };
}

/** Files and links at the top of an image are not seen. */
function topFolders(root: string): string[] {
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && PLAIN_NAME.test(entry.name))
    .map(({ name }) => name);
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
