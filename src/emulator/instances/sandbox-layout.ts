import { lstatSync, readlinkSync } from "node:fs";
import type { InstanceImage } from "../options.ts";

/** Where things lie inside a sandbox. */
export const INSIDE = {
  node: "/opt/keylease/bin/node",
  relay: "/opt/keylease/relay.mjs",
  endpointSocket: "/run/keylease/endpoint.sock",
  metadataSocket: "/run/keylease/metadata.sock",
  /** Where cloud-init keeps the script that it runs. */
  script: "/var/lib/cloud/instance/scripts/part-001",
  path: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
} as const;

/** What a sandbox is made of, by its path on the machine. */
export interface SandboxFiles {
  readonly relay: string;
  readonly script: string;
  readonly endpointSocket: string;
  readonly metadataSocket: string;
  readonly passwd: string;
  readonly group: string;
  readonly hosts: string;
}

/** Top folders that distributions have either as folders or as links into /usr. */
const MERGED = ["bin", "sbin", "lib", "lib32", "lib64", "libx32"];

/**
 * What programs need of /etc. The folder as a whole has the machine's secrets: host keys, password hashes, the
 * configuration of its services.
 */
const ETC = [
  "alternatives",
  "ca-certificates",
  "crypto-policies",
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "localtime",
  "mime.types",
  "os-release",
  "pki/ca-trust/extracted",
  "pki/tls/certs",
  "protocols",
  "services",
  "ssl/certs",
  "ssl/openssl.cnf",
  "terminfo",
];

const MEBIBYTE = 1_048_576;

/** Folders that can be written to, in memory, with their sizes. What does not fit is refused with "no space left". */
const WRITABLE = [
  { path: "/root", bytes: 64 * MEBIBYTE, mode: "0700" },
  { path: "/run", bytes: 16 * MEBIBYTE, mode: "0755" },
  { path: "/tmp", bytes: 512 * MEBIBYTE, mode: "1777" },
  { path: "/var", bytes: 256 * MEBIBYTE, mode: "0755" },
];

const WRITABLE_FOLDERS = ["/var/lib/cloud/instance/scripts", "/var/log", "/var/tmp", "/run/keylease"];

/**
 * The options of bwrap for one instance: every namespace its own, no network but the loopback in it, root inside but only
 * with the rights to set up that loopback, a root that can only be read, nothing of the person's own folders.
 */
export function sandboxOptions(
  files: SandboxFiles,
  { hostName, image, seccompDescriptor }: { hostName: string; image: InstanceImage; seccompDescriptor: number },
): string[] {
  return [
    ...["--unshare-all", "--unshare-user", "--die-with-parent", "--new-session", "--clearenv"],
    ...["--seccomp", String(seccompDescriptor)],
    ...["--uid", "0", "--gid", "0", "--hostname", hostName],
    ...["--cap-drop", "ALL", "--cap-add", "CAP_NET_ADMIN", "--cap-add", "CAP_NET_BIND_SERVICE"],
    ...systemFolders(),
    ...["--proc", "/proc", "--dev", "/dev"],
    ...WRITABLE.flatMap(({ path, bytes, mode }) => ["--size", String(bytes), "--perms", mode, "--tmpfs", path]),
    ...WRITABLE_FOLDERS.flatMap((path) => ["--dir", path]),
    ...readOnly(files.passwd, "/etc/passwd"),
    ...readOnly(files.group, "/etc/group"),
    ...readOnly(files.hosts, "/etc/hosts"),
    ...readOnly(process.execPath, INSIDE.node),
    ...readOnly(files.relay, INSIDE.relay),
    ...readOnly(files.script, INSIDE.script),
    ...readOnly(files.endpointSocket, INSIDE.endpointSocket),
    ...readOnly(files.metadataSocket, INSIDE.metadataSocket),
    ...[...image.path, ...image.readable].flatMap((path) => readOnly(path, path)),
    // Last: what is mounted above must find its place in the root first. An emulator that root has started is root to
    // /proc/sys too, where one line would make the machine's kernel run a program of the sandbox's choice.
    ...["--remount-ro", "/proc", "--remount-ro", "/", "--chdir", "/"],
  ];
}

function systemFolders(): string[] {
  return [
    ...readOnly("/usr", "/usr"),
    ...MERGED.flatMap(mergedFolder),
    // Where NixOS has everything that /bin/sh leads to.
    ...["--ro-bind-try", "/nix/store", "/nix/store"],
    ...ETC.flatMap((name) => ["--ro-bind-try", `/etc/${name}`, `/etc/${name}`]),
  ];
}

function mergedFolder(name: string): string[] {
  const path = `/${name}`;
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  return stats.isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : readOnly(path, path);
}

function readOnly(outside: string, inside: string): string[] {
  return ["--ro-bind", outside, inside];
}
