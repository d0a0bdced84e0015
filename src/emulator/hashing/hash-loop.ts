import type { createHash, Hash } from "node:crypto";
import type { MessagePort } from "node:worker_threads";

/** What a thread is asked: to take bytes, to tell the hash and end it, or to drop it. Each order is answered. */
export interface HashOrder {
  readonly order: number;
  /** Which of the hashes that are in the making. */
  readonly hash: number;
  readonly algorithm: string;
  readonly work: Uint8Array | "digest" | "drop";
}

/** What a thread answers. */
export interface HashReport {
  readonly order: number;
  readonly digest?: Uint8Array;
}

/**
 * What runs in a hashing thread. It is handed over as its text, so that it needs no file of its own where the emulator is
 * bundled. INVARIANT: it uses nothing but its arguments.
 */
export function hashLoop(port: MessagePort, create: typeof createHash): void {
  const hashes = new Map<number, Hash>();
  port.on("message", ({ order, hash, algorithm, work }: HashOrder) => {
    const known = hashes.get(hash) ?? create(algorithm);
    if (typeof work === "string") {
      hashes.delete(hash);
      port.postMessage(work === "digest" ? { order, digest: known.digest() } : { order });
      return;
    }
    known.update(work);
    hashes.set(hash, known);
    port.postMessage({ order });
  });
}
