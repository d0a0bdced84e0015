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
  /** For MD5; gives `undefined` where `create` makes those too. */
  readonly lanesFor: (report: (order: number, digest?: Uint8Array) => void) => Md5Lanes | undefined;
}

/**
 * What runs in a hashing thread: it takes lists of orders, and answers with lists of reports. It is handed over as its text,
 * so that it needs no file of its own where the emulator is bundled. INVARIANT: it uses nothing but its arguments.
 */
export function hashLoop(port: MessagePort, { create, receive, lanesFor }: HashTools): void {
  const hashes = new Map<number, Hash>();
  let reports: HashReport[] = [];
  const report = (order: number, digest?: Uint8Array): void => {
    reports.push(digest === undefined ? { order } : { order, digest });
  };
  const lanes = lanesFor(report);
  const obeyLanes = (made: Md5Lanes, { order, hash, work }: HashOrder): void => {
    if (work === "digest") made.digest(hash, order);
    else if (work === "drop") {
      made.drop(hash);
      report(order);
    } else made.update(hash, order, work);
  };
  const obey = (given: HashOrder): void => {
    const { order, hash, algorithm, work } = given;
    if (lanes !== undefined && algorithm === "md5") {
      obeyLanes(lanes, given);
      return;
    }
    const known = hashes.get(hash) ?? create(algorithm);
    if (typeof work === "string") {
      hashes.delete(hash);
      report(order, work === "digest" ? known.digest() : undefined);
      return;
    }
    known.update(work);
    hashes.set(hash, known);
    report(order);
  };
  port.on("message", (orders: readonly HashOrder[]) => {
    orders.forEach(obey);
    do {
      // What has come meanwhile is hashed together with what is left.
      for (let more = receive(port); more !== undefined; more = receive(port)) more.message.forEach(obey);
      if (reports.length > 0) port.postMessage(reports);
      reports = [];
    } while (lanes?.step() === true || reports.length > 0);
  });
}
