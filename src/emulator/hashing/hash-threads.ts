import { availableParallelism } from "node:os";
import { HashThread } from "./hash-thread.ts";
import { LANES, laneProgram } from "./md5-program.ts";
import { type HashAlgorithm, type HashMaker, LocalHash, type StreamHash } from "./stream-hash.ts";
import { ThreadHash } from "./thread-hash.ts";

/** Below this the turns between threads cost more than the hash. */
const LEAST_BYTES = 512 * 1024;

const MOST_THREADS = 4;

/**
 * Hashes of large bodies, computed beside the thread that reads the sockets. The threads start when they are needed
 * first, and keep no process from ending.
 */
export class HashThreads implements HashMaker {
  readonly #most: number;
  #threads: HashThread[] = [];
  #program: { readonly bytes: Uint8Array | undefined } | undefined;
  #isClosed = false;

  /** `most` is how many threads there may be. Default: one less than there are processors, and at most 4. */
  constructor(most: number = Math.min(availableParallelism() - 1, MOST_THREADS)) {
    this.#most = most;
  }

  /** A hash of about `sizeBytes`, in a thread where that is worth it. */
  create(algorithm: HashAlgorithm, sizeBytes: number): StreamHash {
    const thread = sizeBytes < LEAST_BYTES ? undefined : this.#thread(algorithm);
    if (thread === undefined) return new LocalHash(algorithm);
    return new ThreadHash(thread, algorithm);
  }

  /** Ends the threads; what they had to do fails. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#threads.splice(0).map((thread) => thread.close()));
  }

  /**
   * MD5s go where there are some, as long as one has a lane to itself: together they cost hardly more than one. All else goes
   * to the thread that has least to do: a new one as long as there may be more and all have something.
   */
  #thread(algorithm: HashAlgorithm): HashThread | undefined {
    if (this.#isClosed) return undefined;
    this.#threads = this.#threads.filter(({ isAlive }) => isAlive);
    const shared = this.#threads.find(({ inLanes }) => inLanes > 0 && inLanes < LANES);
    if (algorithm === "md5" && shared !== undefined) return shared;
    const [idlest] = [...this.#threads].sort((a, b) => loadOf(a) - loadOf(b));
    if (this.#threads.length >= this.#most || idlest?.hashes === 0) return idlest;
    this.#program ??= { bytes: laneProgram() };
    const thread = new HashThread(this.#program.bytes);
    this.#threads.push(thread);
    return thread;
  }
}

/** How many hashes are computed one after the other: those in lanes count as one. */
function loadOf({ hashes, inLanes }: HashThread): number {
  return hashes - inLanes + Math.ceil(inLanes / LANES);
}
