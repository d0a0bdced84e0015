import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { constants } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import { type EndpointSocket, openEndpointSocket } from "./endpoint-socket.ts";
import { type BootPlan, type InstanceRunner, InstanceStartError, type RunningInstance, shellStatus } from "./runner.ts";
import { INSIDE, type SandboxFiles, sandboxOptions } from "./sandbox-layout.ts";
import { seccompFilter } from "./seccomp-filter.ts";

/** The relay's own text: TypeScript in src, JavaScript in dist, and the same to Node in both (see relay.ts). */
const RELAY = fileURLToPath(new URL(import.meta.url.endsWith(".ts") ? "./relay.ts" : "./relay.js", import.meta.url));

/** What SDKs are commonly pointed at where 169.254.169.254 cannot be had; the other where the endpoint has taken it. */
const METADATA_PORTS = [1338, 1339] as const;
const STATUS_DESCRIPTOR = 3;
const SECCOMP_DESCRIPTOR = 4;
const MAX_COMPLAINT = 2000;

/** Runs user data in a sandbox of bubblewrap: namespaces of its own, no network, and of the machine only what it needs. */
export const bubblewrapRunner: InstanceRunner = {
  name: "bubblewrap",
  metadataOn: "socket",
  async start(plan: BootPlan): Promise<RunningInstance> {
    if (!("socketPath" in plan.metadata)) throw new TypeError("a sandbox reaches its metadata service on a socket");
    const files = await writeFiles(plan, plan.metadata.socketPath);
    const socket = await openEndpointSocket(files.endpointSocket, plan.endpoint);
    try {
      return await startSandbox(plan, files, socket);
    } catch (error) {
      await socket.close();
      throw error;
    }
  },
};

async function writeFiles({ folder, hostName, script }: BootPlan, metadataSocket: string): Promise<SandboxFiles> {
  const files: SandboxFiles = {
    relay: join(folder, "relay.mjs"),
    script: join(folder, "part-001"),
    endpointSocket: join(folder, "endpoint.sock"),
    metadataSocket,
    passwd: join(folder, "etc", "passwd"),
    group: join(folder, "etc", "group"),
    hosts: join(folder, "etc", "hosts"),
  };
  await mkdir(join(folder, "etc"), { mode: 0o700 });
  await copyFile(RELAY, files.relay);
  await writeFile(files.script, script, { mode: 0o700 });
  await writeFile(files.passwd, "root:x:0:0:root:/root:/bin/sh\n");
  await writeFile(files.group, "root:x:0:\n");
  await writeFile(files.hosts, `127.0.0.1 localhost ${hostName}\n169.254.169.254 instance-data\n`);
  return files;
}

async function startSandbox(plan: BootPlan, files: SandboxFiles, socket: EndpointSocket): Promise<RunningInstance> {
  const command = [INSIDE.node, INSIDE.relay, JSON.stringify(relayPlan(plan))];
  const filter = seccompFilter(process.arch);
  if (filter === undefined) throw new InstanceStartError(`no sandbox is made on processors of type ${process.arch}`);
  const options = sandboxOptions(files, { ...plan, seccompDescriptor: SECCOMP_DESCRIPTOR });
  const child = spawn("bwrap", [...options, "--setenv", "PATH", INSIDE.path, ...command], {
    stdio: ["ignore", "pipe", "pipe", "pipe", "pipe"],
  });
  // Node types the streams of five descriptors as if any of them might be missing.
  const [output, complaints, status, seccomp] = child.stdio.slice(1) as unknown as [
    Readable,
    Readable,
    Readable,
    Writable,
  ];
  // Whether bwrap ended before it had read its filter is seen by its end.
  seccomp.on("error", () => {});
  seccomp.end(filter);
  const exit = (async (): Promise<number> => {
    // `close` comes when nobody holds the pipes any more: when the whole sandbox has ended.
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    await socket.close();
    return shellStatus(code, signal === null ? undefined : constants.signals[signal]);
  })();
  const complaint = collect(complaints);
  const isStarted = await Promise.race([
    once(status, "data").then(() => true),
    exit.then(
      () => false,
      (error: NodeJS.ErrnoException) => {
        throw new InstanceStartError(
          error.code === "ENOENT"
            ? "bubblewrap (bwrap) is not installed on this machine"
            : `the sandbox cannot be started: ${error.message}`,
        );
      },
    ),
  ]);
  if (!isStarted) throw new InstanceStartError(`the sandbox cannot be started: ${complaint()}`);
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

function relayPlan({ endpoint, image }: BootPlan): object {
  const metadataPort = METADATA_PORTS.find((port) => port !== endpoint.port);
  return {
    endpointPort: endpoint.port,
    endpointSocket: INSIDE.endpointSocket,
    metadataPort,
    metadataSocket: INSIDE.metadataSocket,
    script: INSIDE.script,
    statusDescriptor: STATUS_DESCRIPTOR,
    environment: {
      // The machine's own node comes last: an image's is preferred.
      PATH: [...image.path, INSIDE.path, "/opt/keylease/bin"].join(":"),
      LANG: "C.UTF-8",
      // The same port as outside, so that URLs which the emulator makes lead to it from in here too.
      AWS_ENDPOINT_URL: `http://127.0.0.1:${endpoint.port}`,
    },
  };
}

/** Keeps the beginning of what a stream says. */
function collect(stream: Readable): () => string {
  let text = "";
  stream.on("data", (chunk: Buffer) => {
    if (text.length < MAX_COMPLAINT) text += chunk.toString();
  });
  return () => text.trim().slice(0, MAX_COMPLAINT) || "it gave no reason";
}
