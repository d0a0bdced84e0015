import type { createHash, Hash } from "node:crypto";
import type { MessagePort, receiveMessageOnPort } from "node:worker_threads";
import type { Md5Lanes } from "./md5-lanes.ts";

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

/** What the loop is given by the thread that it runs in. */
export interface HashTools {
  readonly create: typeof createHash;
  readonly receive: typeof receiveMessageOnPort;
  /** For MD5; `undefined` where `create` makes those too. */
  readonly lanes: Md5Lanes | undefined;
}

/**
 * What runs in a hashing thread: it takes lists of orders, and answers with lists of reports. It is handed over as its text,
 * so that it needs no file of its own where the emulator is bundled. INVARIANT: it uses nothing but its arguments.
 */
export function hashLoop(port: MessagePort, { create, receive, lanes }: HashTools): void {
  const hashes = new Map<number, Hash>();
  const obeyLanes = (made: Md5Lanes, { order, hash, work }: HashOrder): HashReport => {
    if (work === "digest") return { order, digest: made.digest(hash) };
    if (work === "drop") made.drop(hash);
    else made.update(hash, work);
    return { order };
  };
  const obey = (given: HashOrder): HashReport => {
    const { order, hash, algorithm, work } = given;
    if (lanes !== undefined && algorithm === "md5") return obeyLanes(lanes, given);
    const known = hashes.get(hash) ?? create(algorithm);
    if (typeof work === "string") {
      hashes.delete(hash);
      return work === "digest" ? { order, digest: known.digest() } : { order };
    }
    known.update(work);
    hashes.set(hash, known);
    return { order };
  };
  port.on("message", (orders: readonly HashOrder[]) => {
    const reports = orders.map(obey);
    // What else has come meanwhile is hashed together with it.
    for (let more = receive(port); more !== undefined; more = receive(port)) {
      reports.push(...(more.message as readonly HashOrder[]).map(obey));
    }
    lanes?.work();
    port.postMessage(reports);
  });
}
