import { execFile } from "node:child_process";
import { lstatSync } from "node:fs";
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import type { Disk, TopFolder } from "./layers.ts";

/** What an instance can write in all, besides `/run` and `/dev/shm`. It is memory of the machine's. */
export const DISK_BYTES = 1_073_741_824;
const PATIENCE_MILLISECONDS = 5_000;

/**
 * Folders of the system that root must be able to write to. Where the emulator is not root's, they belong to nobody inside
 * of a sandbox, unless an upper layer has them too: the uppermost says whose a folder is.
 */
const WRITABLE = [
  ["bin"],
  ["lib"],
  ["lib64"],
  ["libexec"],
  ["local"],
  ["local", "bin"],
  ["local", "etc"],
  ["local", "include"],
  ["local", "lib"],
  ["local", "libexec"],
  ["local", "sbin"],
  ["local", "share"],
  ["sbin"],
  ["share"],
];

/** Enters namespaces in which whoever runs it may mount. Part of util-linux, as `mount` is. */
export const ENTER = ["unshare", "--user", "--map-root-user", "--mount"] as const;

/**
 * Mounts the disk, then becomes the program that is left of its arguments. Everything is named from the instance's folder,
 * so that no path of the machine's has to be quoted for `mount`.
 */
export const MOUNT_SCRIPT: string = `set -eu
umask 022
cd "$1"
mount -t tmpfs -o "size=$2,mode=0755" tmpfs disk
shift 2
mkdir -m 1777 disk/tmp
while [ "$1" != -- ]; do
  name=$1 lower=$2
  shift 2
  mkdir -p "disk/.upper/$name" "disk/.work/$name" "disk/$name"
  while [ "$1" != . ]; do mkdir -p "disk/.upper/$name/$1"; shift; done
  shift
  [ "$name" != root ] || chmod 0700 "disk/.upper/$name"
  mount -t overlay overlay -o "lowerdir=$lower,upperdir=disk/.upper/$name,workdir=disk/.work/$name,userxattr" "disk/$name"
done
shift
exec "$@"
`;

/** Why this machine mounts no overlays for whoever runs the emulator; `undefined` where it does. */
export function whyNoOverlay(): Promise<string | undefined> {
  const script = `set -e
mount -t tmpfs tmpfs /tmp
cd /tmp
mkdir upper work disk
mount -t overlay overlay -o lowerdir=/usr,upperdir=upper,workdir=work,userxattr disk
: > disk/probe
`;
  const [program, ...options] = [...ENTER, "/bin/sh", "-c", script];
  return new Promise((resolve) => {
    execFile(
      program,
      options,
      { env: { PATH: process.env.PATH }, timeout: PATIENCE_MILLISECONDS },
      (error, _output, complaint) => {
        resolve(error === null ? undefined : complaint.trim().split("\n")[0] || error.message);
      },
    );
  });
}

/** Prepares an instance's folder for the script, and gives the script's arguments up to the program. */
export async function overlayArguments(folder: string, { folders }: Disk): Promise<string[]> {
  await Promise.all(["disk", "layers", "empty"].map((name) => mkdir(join(folder, name))));
  const parts = await Promise.all(folders.map((top) => folderArguments(folder, top)));
  return [folder, String(DISK_BYTES), ...parts.flat(), "--"];
}

async function folderArguments(folder: string, top: TopFolder): Promise<string[]> {
  const links = top.layers.map((_, index) => `layers/${top.name}-${index}`);
  await Promise.all(top.layers.map((layer, index) => symlink(layer, join(folder, links[index] as string))));
  const lower = links.length === 0 ? ["empty"] : links;
  return [top.name, lower.join(":"), ...(top.isSystem ? writableIn(top) : []), "."];
}

/** Those that are folders in the uppermost layer that has them: a link must stay one. */
function writableIn({ layers }: TopFolder): string[] {
  return WRITABLE.filter((parts) => {
    const found = layers
      .map((layer) => lstatSync(join(layer, ...parts), { throwIfNoEntry: false }))
      .find((stats) => stats !== undefined);
    return found?.isDirectory() ?? false;
  }).map((parts) => parts.join("/"));
}
