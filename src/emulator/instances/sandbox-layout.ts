import type { TopFolder } from "./disk/layers.ts";
import { DISK_BYTES } from "./disk/overlay.ts";

/** Where things lie inside a sandbox. */
export const INSIDE = {
  node: "/opt/keylease/bin/node",
  relay: "/run/keylease/relay.mjs",
  plan: "/run/keylease/plan.json",
  plainSocket: "/run/keylease/http.sock",
  tlsSocket: "/run/keylease/https.sock",
  metadataSocket: "/run/keylease/metadata.sock",
  /** Below it lie the layers of folders that are copied. */
  layers: "/run/keylease/layers",
  console: "/run/keylease/console",
  log: "/var/log/cloud-init-output.log",
  path: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
} as const;

/** What a sandbox has besides its disk, by paths on the machine. */
export interface SandboxFiles {
  readonly relay: string;
  readonly plan: string;
  readonly plainSocket: string;
  readonly tlsSocket: string;
  readonly metadataSocket: string;
}

const MEBIBYTE = 1_048_576;
const RUN_BYTES = 16 * MEBIBYTE;
const SHARED_MEMORY_BYTES = 64 * MEBIBYTE;
/** Folders that there must be. */
const FOLDERS = ["/var/lib/cloud/instance/scripts", "/var/log", "/var/tmp"];

export interface SandboxOptions {
  readonly files: SandboxFiles;
  readonly hostName: string;
  /** Options that make the disk: `mountedDisk` or `copiedDisk`. */
  readonly disk: readonly string[];
  readonly links: readonly { readonly path: string; readonly target: string }[];
  /** What is seen at the place where the machine has it. */
  readonly readable: readonly string[];
  readonly seccompDescriptor: number;
}

/**
 * The options of bwrap for one instance: every namespace its own, no network but the loopback in it, root inside but only
 * with the rights to set up that loopback, a disk of its own, nothing of the person's own folders.
 */
export function sandboxOptions(options: SandboxOptions): string[] {
  const { files, hostName, disk, links, readable, seccompDescriptor } = options;
  return [
    ...["--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--clearenv"],
    ...["--seccomp", String(seccompDescriptor)],
    ...["--uid", "0", "--gid", "0", "--hostname", hostName],
    ...["--cap-drop", "ALL", "--cap-add", "CAP_NET_ADMIN", "--cap-add", "CAP_NET_BIND_SERVICE"],
    // First: the layers of a copied disk lie in it.
    ...memory("/run", { bytes: RUN_BYTES, mode: "0755" }),
    ...["--perms", "0700", "--dir", "/run/keylease"],
    ...disk,
    ...links.flatMap(({ path, target }) => ["--symlink", target, path]),
    // Where NixOS has everything that /bin/sh leads to.
    ...["--ro-bind-try", "/nix/store", "/nix/store"],
    ...["--proc", "/proc", "--dev", "/dev"],
    ...memory("/dev/shm", { bytes: SHARED_MEMORY_BYTES, mode: "1777" }),
    ...["--symlink", INSIDE.console, "/dev/console"],
    ...FOLDERS.flatMap((path) => ["--dir", path]),
    ...readOnly(process.execPath, INSIDE.node),
    ...readOnly(files.relay, INSIDE.relay),
    ...readOnly(files.plan, INSIDE.plan),
    ...readOnly(files.plainSocket, INSIDE.plainSocket),
    ...readOnly(files.tlsSocket, INSIDE.tlsSocket),
    ...readOnly(files.metadataSocket, INSIDE.metadataSocket),
    ...readable.flatMap((path) => readOnly(path, path)),
    // Last: what is mounted above must find its place first. An emulator that root has started is root to /proc/sys too,
    // where one line would make the machine's kernel run a program of the sandbox's choice.
    ...["/proc", "/dev", "/"].flatMap((path) => ["--remount-ro", path]),
    ...["--chdir", "/", "--setenv", "PATH", INSIDE.path],
  ];
}

/** A disk that the mount script has made, in the instance's folder. */
export function mountedDisk(folder: string, folders: readonly TopFolder[]): string[] {
  return [...folders.map(({ name }) => name), "tmp"].flatMap((name) => [
    "--bind",
    `${folder}/disk/${name}`,
    `/${name}`,
  ]);
}

/** A disk without overlays: the system as it is, which can only be read, and empty memory for what is copied into it. */
export function copiedDisk(folders: readonly TopFolder[]): string[] {
  return [
    ...folders.flatMap(({ name, layers, isSystem }) =>
      isSystem
        ? readOnly(layers[0] as string, `/${name}`)
        : [
            ...memory(`/${name}`, { bytes: DISK_BYTES / 4, mode: name === "root" ? "0700" : "0755" }),
            ...layers.flatMap((layer, index) => readOnly(layer, `${INSIDE.layers}/${name}-${index}`)),
          ],
    ),
    ...memory("/tmp", { bytes: DISK_BYTES / 2, mode: "1777" }),
  ];
}

/** What is to be copied into such a disk, the lowest layer first. */
export function copies(folders: readonly TopFolder[]): readonly { readonly from: string; readonly to: string }[] {
  return folders
    .filter(({ isSystem }) => !isSystem)
    .flatMap(({ name, layers }) =>
      layers.map((_, index) => ({ from: `${INSIDE.layers}/${name}-${index}`, to: `/${name}` })).reverse(),
    );
}

function memory(path: string, { bytes, mode }: { bytes: number; mode: string }): string[] {
  return ["--size", String(bytes), "--perms", mode, "--tmpfs", path];
}

function readOnly(outside: string, inside: string): string[] {
  return ["--ro-bind", outside, inside];
}
