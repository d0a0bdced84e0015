import { Worker } from "node:worker_threads";
import { type HashOrder, type HashReport, hashLoop } from "./hash-loop.ts";
import type { HashAlgorithm } from "./stream-hash.ts";

const PROGRAM = `(${hashLoop})(require("node:worker_threads").parentPort, require("node:crypto").createHash)`;

interface Waiting {
  readonly resolve: (digest: Buffer) => void;
  readonly reject: (error: Error) => void;
}

/** A thread that hashes. */
export class HashThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  readonly #hashes = new Set<number>();
  #orders = 0;
  #begun = 0;
  #failure: Error | undefined;

  constructor() {
    // Nothing of ours is inherited: neither flags, such as a profiler's, nor the environment.
    this.#worker = new Worker(PROGRAM, { eval: true, execArgv: [], env: {}, name: "hash" });
    this.#worker.on("message", (report: HashReport) => this.#settle(report));
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

  /** Begins a hash, and gives its name. It lasts until its digest is asked for, or it is dropped. */
  begin(): number {
    const hash = this.#begun++;
    this.#hashes.add(hash);
    return hash;
  }

  /** Gives an order. Resolves with its answer: the digest where that was asked for, nothing elsewhere. */
  ask(work: HashOrder["work"], of: { readonly hash: number; readonly algorithm: HashAlgorithm }): Promise<Buffer> {
    if (typeof work === "string") this.#hashes.delete(of.hash);
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const order = this.#orders++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(order, { resolve, reject });
      this.#worker.postMessage({ order, ...of, work } satisfies HashOrder);
    });
  }

  async close(): Promise<void> {
    await this.#worker.terminate();
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
  }
}
