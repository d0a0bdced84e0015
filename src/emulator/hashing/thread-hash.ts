import type { HashThread } from "./hash-thread.ts";
import type { HashAlgorithm, StreamHash } from "./stream-hash.ts";

/** A hash that a thread computes. Bytes in memory that threads share are not copied. */
export class ThreadHash implements StreamHash {
  readonly #thread: HashThread;
  readonly #of: { readonly hash: number; readonly algorithm: HashAlgorithm };

  constructor(thread: HashThread, algorithm: HashAlgorithm) {
    this.#thread = thread;
    this.#of = { hash: thread.begin(algorithm), algorithm };
  }

  async update(bytes: Uint8Array): Promise<void> {
    await this.#thread.ask(bytes, this.#of);
  }

  urge(): void {
    this.#thread.urge(this.#of.hash);
  }

  digest(): Promise<Buffer> {
    return this.#thread.ask("digest", this.#of);
  }

  abandon(): void {
    this.#thread.ask("drop", this.#of).catch(() => {});
  }
}
