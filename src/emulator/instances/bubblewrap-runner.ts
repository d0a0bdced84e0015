import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { type Disk, diskOf } from "./disk/layers.ts";
import { ENTER, MOUNT_SCRIPT, overlayArguments, whyNoOverlay } from "./disk/overlay.ts";
import { seedDisk } from "./disk/seed.ts";
import { type EmulatorSockets, openEmulatorSockets } from "./emulator-sockets.ts";
import { NAME_SERVER, relayPlan } from "./relay-plan.ts";
import { type BootPlan, type InstanceRunner, InstanceStartError, type RunningInstance, shellStatus } from "./runner.ts";
import { copiedDisk, INSIDE, mountedDisk, type SandboxFiles, sandboxOptions } from "./sandbox-layout.ts";
import { seccompFilter } from "./seccomp-filter.ts";

/** The relay's own text: TypeScript in src, JavaScript in dist, and the same to Node in both (see relay.ts). */
const RELAY = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./relay.ts" : "./relay.js", import.meta.url));

const STATUS_DESCRIPTOR = 3;
const SECCOMP_DESCRIPTOR = 4;
/** The options come by a descriptor: whoever is inside can read the arguments of the first process, and its environment. */
const OPTIONS_DESCRIPTOR = 5;
const MAX_COMPLAINT = 2000;
const NOT_FOUND = 127;
const NOT_INSTALLED = "bubblewrap (bwrap) is not installed on this machine";

/** Runs user data in a sandbox of bubblewrap: namespaces of its own, no network, and of the machine only what it needs. */
export const bubblewrapRunner: InstanceRunner = {
  name: "bubblewrap",
  metadataOn: "socket",
  async start(plan: BootPlan): Promise<RunningInstance> {
    if (!("socketPath" in plan.metadata)) throw new TypeError("a sandbox reaches its metadata service on a socket");
    const { folder, hostName, image } = plan;
    const files: SandboxFiles = {
      relay: join(folder, "relay.mjs"),
      plan: join(folder, "plan.json"),
      plainSocket: join(folder, "http.sock"),
      tlsSocket: join(folder, "https.sock"),
      metadataSocket: plan.metadata.socketPath,
    };
    const filter = seccompFilter(process.arch);
    if (filter === undefined) throw new InstanceStartError(`no sandbox is made on processors of type ${process.arch}`);
    const authority = await plan.authority();
    const { certificate } = authority;
    const { trustStores } = image;
    const above = await seedDisk({
      ...{ folder, hostName, certificate, trustStores, images: image.layers },
      ...{ domain: plan.domain, nameServer: NAME_SERVER },
    });
    const disk = diskOf(above);
    const command = await sandboxCommand(plan, { files, disk });
    await copyFile(RELAY, files.relay);
    await writeFile(
      files.plan,
      JSON.stringify(relayPlan(plan, { disk, ...command, statusDescriptor: STATUS_DESCRIPTOR })),
    );
    const sockets = await openEmulatorSockets({
      paths: { plain: files.plainSocket, tls: files.tlsSocket },
      ...{ authority, accept: plan.accept, sourceIp: plan.privateIp },
    });
    try {
      return await startSandbox(command.words, { options: command.options, filter, sockets });
    } catch (error) {
      await sockets.close();
      throw error;
    }
  },
};

/** The command that makes the sandbox, and whether the disk still has to be filled in it. */
async function sandboxCommand(
  { folder, hostName, image }: BootPlan,
  { files, disk }: { files: SandboxFiles; disk: Disk },
): Promise<{ words: readonly string[]; options: readonly string[]; isCopied: boolean }> {
  const reason = await whyNoOverlay();
  const covered = disk.folders.find(({ isSystem, layers }) => isSystem && layers.length > 1);
  if (reason !== undefined && covered !== undefined) {
    throw new InstanceStartError(`the image's /${covered.name} cannot be laid over this machine's: ${reason}`);
  }
  const isCopied = reason !== undefined;
  const options = sandboxOptions({
    ...{ files, hostName, links: disk.links, seccompDescriptor: SECCOMP_DESCRIPTOR },
    readable: [...image.path, ...image.readable].filter((path) => !isPartOf(path, disk)),
    disk: isCopied ? copiedDisk(disk.folders) : mountedDisk(folder, disk.folders),
  });
  const sandbox = ["bwrap", "--args", String(OPTIONS_DESCRIPTOR), INSIDE.node, INSIDE.relay, INSIDE.plan];
  if (isCopied) return { words: sandbox, options, isCopied };
  const mounts = await overlayArguments(folder, disk);
  return { words: [...ENTER, "/bin/sh", "-c", MOUNT_SCRIPT, "sh", ...mounts, ...sandbox], options, isCopied };
}

/** What lies in the machine's system is there already, and must not be covered. */
function isPartOf(path: string, { folders }: Disk): boolean {
  return folders.some(({ name, isSystem }) => isSystem && (path === `/${name}` || path.startsWith(`/${name}/`)));
}

async function startSandbox(
  [program = "", ...words]: readonly string[],
  { options, filter, sockets }: { options: readonly string[]; filter: Uint8Array; sockets: EmulatorSockets },
): Promise<RunningInstance> {
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "pipe", "pipe", "pipe", "pipe"], env: environment() });
  // Node types the streams of six descriptors as if any of them might be missing.
  const [output, complaints, status, ...inputs] = child.stdio.slice(1) as unknown as [
    Readable,
    Readable,
    Readable,
    Writable,
    Writable,
  ];
  // The relay ends when this one does: should the emulator be killed before bwrap had asked to die with it.
  child.stdin?.on("error", () => {});
  // Whether bwrap ended before it had read its filter and options is seen by its end.
  for (const [index, bytes] of [filter, `${options.join("\0")}\0`].entries()) {
    inputs[index]?.on("error", () => {});
    inputs[index]?.end(bytes);
  }
  const exit = (async (): Promise<number> => {
    // `close` comes when nobody holds the pipes any more: when the whole sandbox has ended.
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    await sockets.close();
    return shellStatus(code, signal === null ? undefined : constants.signals[signal]);
  })();
  const complaint = collect(complaints);
  const failure = await Promise.race([
    once(status, "data").then(() => undefined),
    exit.then(
      // The shell's status for a program that it does not find; it has found the others.
      (code) => (code === NOT_FOUND ? NOT_INSTALLED : `the sandbox cannot be started: ${complaint()}`),
      (error: NodeJS.ErrnoException) =>
        error.code === "ENOENT" ? NOT_INSTALLED : `the sandbox cannot be started: ${error.message}`,
    ),
  ]);
  if (failure !== undefined) throw new InstanceStartError(failure);
  return {
    output,
    exit,
    async end() {
      // Everything inside dies with its namespace's first process, and that one with bwrap.
      child.kill("SIGKILL");
      await exit;
    },
  };
}

/** All that is needed to find the programs: the person's own variables may be secrets. */
function environment(): NodeJS.ProcessEnv {
  const { PATH = INSIDE.path } = process.env;
  return { PATH };
}

/** Keeps the beginning of what a stream says. */
function collect(stream: Readable): () => string {
  let text = "";
  stream.on("data", (chunk: Buffer) => {
    if (text.length < MAX_COMPLAINT) text += chunk.toString();
  });
  return () => text.trim().slice(0, MAX_COMPLAINT) || "it gave no reason";
}
