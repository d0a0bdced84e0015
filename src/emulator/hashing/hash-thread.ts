import { Worker } from "node:worker_threads";
import { type HashOrder, type HashReport, hashLoop } from "./hash-loop.ts";
import { Md5Lanes } from "./md5-lanes.ts";
import { LANES, MD5_LAYOUT } from "./md5-program.ts";
import type { HashAlgorithm } from "./stream-hash.ts";

const PROGRAM = `
  const { parentPort, receiveMessageOnPort: receive, workerData } = require("node:worker_threads");
  const { createHash: create } = require("node:crypto");
  const { program, layout } = workerData;
  const made = program && new WebAssembly.Instance(new WebAssembly.Module(program)).exports;
  const lanesFor = (report) => made && new (${Md5Lanes})(made, layout, report);
  (${hashLoop})(parentPort, { create, receive, lanesFor });
`;

interface Waiting {
  readonly resolve: (digest: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that hashes. */
export class HashThread {
  readonly #worker: Worker;
  readonly #hasLanes: boolean;
  readonly #waiting = new Map<number, Waiting>();
  /** The hashes in the making. */
  readonly #hashes = new Map<number, HashAlgorithm>();
  /** Orders that the thread is yet to be given, in their order. */
  #held: HashOrder[] = [];
  #isGiving = false;
  #orders = 0;
  #begun = 0;
  #failure: Error | undefined;

  /** `program` is that of {@link Md5Lanes}; without it MD5s are computed one by one. */
  constructor(program: Uint8Array | undefined) {
    this.#hasLanes = program !== undefined;
    const workerData = { program, layout: MD5_LAYOUT };
    // Nothing of ours is inherited: neither flags, such as a profiler's, nor the environment.
    this.#worker = new Worker(PROGRAM, { eval: true, execArgv: [], env: {}, name: "hash", workerData });
    this.#worker.on("message", (reports: readonly HashReport[]) => {
      for (const report of reports) this.#settle(report);
    });
    this.#worker.on("error", (error) => this.#fail(error));
    this.#worker.on("exit", () => this.#fail(new Error("the hashing thread has ended")));
    this.#worker.unref();
  }

  /** Whether it can be given work. */
  get isAlive(): boolean {
    return this.#failure === undefined;
  }

  /** How many hashes are in the making. */
  get hashes(): number {
    return this.#hashes.size;
  }

  /** How many of those can be computed together. */
  get inLanes(): number {
    let count = 0;
    for (const algorithm of this.#hashes.values()) if (this.#mayShare(algorithm)) count++;
    return count;
  }

  /** Begins a hash, and gives its name. It lasts until its digest is asked for, or it is dropped. */
  begin(algorithm: HashAlgorithm): number {
    const hash = this.#begun++;
    this.#hashes.set(hash, algorithm);
    return hash;
  }

  /**
   * Gives an order. Resolves with its answer: the digest where that was asked for, nothing elsewhere. Bytes may be held back
   * until there are some of other hashes to be hashed together with; {@link urge} ends that.
   */
  ask(work: HashOrder["work"], of: { readonly hash: number; readonly algorithm: HashAlgorithm }): Promise<Buffer> {
    if (typeof work === "string") this.#hashes.delete(of.hash);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const order = { order: this.#orders++, ...of, work };
    return new Promise((resolve, reject) => {
      this.#waiting.set(order.order, { resolve, reject });
      if (this.#mayShare(of.algorithm)) this.#hold(order);
      else this.#worker.postMessage([order]);
    });
  }

  /**
   * Holds bytes of this hash back no longer: somebody waits for them to be hashed. Other sockets are read first, which have
   * something to read in the same turn of the event loop: what comes of theirs goes with it.
   */
  urge(hash: number): void {
    if (!this.#isHeld(hash) || this.#isGiving) return;
    this.#isGiving = true;
    setImmediate(() => {
      this.#isGiving = false;
      this.#give();
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
  }

  #mayShare(algorithm: HashAlgorithm): boolean {
    return this.#hasLanes && algorithm === "md5";
  }

  #isHeld(hash: number): boolean {
    return this.#held.some((order) => order.hash === hash);
  }

  /** Holds an order back, until all hashes that can be computed together have some or one cannot wait. */
  #hold(order: HashOrder): void {
    const isPressing = typeof order.work === "string" || this.#isHeld(order.hash);
    this.#held.push(order);
    if (isPressing || this.#held.length >= Math.min(LANES, this.inLanes)) this.#give();
  }

  /** Gives the thread all that was held back. */
  #give(): void {
    if (this.#held.length === 0) return;
    this.#worker.postMessage(this.#held);
    this.#held = [];
  }

  #settle({ order, digest }: HashReport): void {
    const waiting = this.#waiting.get(order);
    this.#waiting.delete(order);
    waiting?.resolve(Buffer.from(digest ?? []));
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failure);
    this.#waiting.clear();
    this.#held = [];
  }
}
