import { once } from "node:events";
import { readdirSync, rmSync } from "node:fs";
import { connect, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { ALPHABETS, type Random, randomText } from "../../core/index.ts";
import { settings } from "./settings.ts";
import type { Store } from "./store.ts";

/** The setting that says who has the directory: the address that it listens on as long as it lives. */
export const HOLDER = "holder";

const SOCKET_NAME = /^keylease-[0-9a-f]{16}\.sock$/;

/** What the kernel's address of a socket takes, with its end: 104 on macOS, 108 on Linux. */
const MAX_ADDRESS_BYTES = 103;

export interface DirectoryLock {
  release(): Promise<void>;
}

/** Another process has the data directory. */
export class DirectoryInUseError extends Error {
  override readonly name = "DirectoryInUseError";
}

/**
 * Takes a data directory for this process, or this part of it, alone.
 *
 * A holder listens on a socket and writes its address into the store. Whoever comes later asks the socket: the kernel
 * closes it when its process ends, however that happens, so a number or a file that a killed process has left behind
 * deceives nobody. The store's transactions, which are exclusive among processes too, decide between two that come at
 * once.
 *
 * @throws DirectoryInUseError where somebody has it.
 */
export async function lockDirectory(directory: string, store: Store, random: Random): Promise<DirectoryLock> {
  for (;;) {
    const { server, address } = await listen(directory, random);
    const release = async (): Promise<void> => {
      server.close();
      await once(server, "close");
    };
    try {
      await takeOver(directory, store, address);
    } catch (error) {
      await release();
      throw error;
    }
    // A holder that has since ended may have taken this socket for a leftover.
    if (await answers(pathOf(directory, address))) {
      removeLeftovers(directory, address);
      return { release };
    }
    await release();
  }
}

async function takeOver(directory: string, store: Store, address: string): Promise<void> {
  for (;;) {
    const former = settings.get(store, HOLDER);
    if (former !== undefined && (await answers(pathOf(directory, former)))) {
      throw new DirectoryInUseError(`another process has ${directory}`);
    }
    const taken = await store.transaction((writer) => {
      // Somebody else may have found the same holder gone, and have been faster.
      if (settings.get(writer, HOLDER) !== former) return false;
      settings.put(writer, [HOLDER], address);
      return true;
    });
    if (taken) return;
  }
}

async function listen(directory: string, random: Random): Promise<{ server: Server; address: string }> {
  const name = `keylease-${randomText(random, 16, ALPHABETS.hex)}.sock`;
  if (process.platform === "win32") return listenAt(`\\\\.\\pipe\\${name}`, `\\\\.\\pipe\\${name}`);
  const path = join(directory, name);
  if (Buffer.byteLength(path) <= MAX_ADDRESS_BYTES) {
    const listening = await listenAt(path, name).catch(() => undefined);
    if (listening !== undefined) return listening;
  }
  // The path is too long for a socket, or the file system has none.
  const elsewhere = join(tmpdir(), name);
  return listenAt(elsewhere, elsewhere);
}

async function listenAt(path: string, address: string): Promise<{ server: Server; address: string }> {
  const server = createServer((connection) => connection.destroy());
  server.listen(path);
  await once(server, "listening");
  // Holding a directory is no reason for a process to stay.
  server.unref();
  return { server, address };
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, "connect");
    return true;
  } catch (error) {
    // Nobody listens there, or not at all. Anything else (no right to ask, no more files) is no proof of death.
    const { code } = error as NodeJS.ErrnoException;
    return code !== "ECONNREFUSED" && code !== "ENOENT";
  } finally {
    socket.destroy();
  }
}

function pathOf(directory: string, address: string): string {
  return isAbsolute(address) ? address : join(directory, address);
}

/** Sockets of killed processes. One that is only just being tried by another process is of no use to it any more. */
function removeLeftovers(directory: string, own: string): void {
  for (const name of readdirSync(directory)) {
    if (SOCKET_NAME.test(name) && name !== own) rmSync(join(directory, name), { force: true });
  }
}
