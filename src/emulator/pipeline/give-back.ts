import { MessageChannel, type MessagePort } from "node:worker_threads";

/** Below this the collector has no trouble with them, and several buffers may share their memory. */
const LEAST_BYTES = 16 * 1024;

/** Takes memory, and as it is closed nobody gets it. */
let closed: MessagePort | undefined;

/**
 * Gives the memory of a buffer back at once, where it has one of its own; the buffer is empty then. Node makes a buffer for
 * every 64 KiB of a body. Left to the collector, they make it search all that lives for each 16 MiB of them.
 */
export function giveBack(bytes: Uint8Array): void {
  const { buffer } = bytes;
  if (!(buffer instanceof ArrayBuffer) || buffer.byteLength !== bytes.byteLength) return;
  if (bytes.byteLength < LEAST_BYTES) return;
  closed ??= closedPort();
  closed.postMessage(undefined, [buffer]);
}

function closedPort(): MessagePort {
  const { port1 } = new MessageChannel();
  port1.close();
  return port1;
}
