import type { Md5Exports, Md5Layout } from "./md5-program.ts";

/** An MD5 in the making. */
interface Md5State {
  readonly words: Uint32Array;
  /** What came behind the last whole block. */
  readonly tail: Uint8Array;
  tailBytes: number;
  sizeBytes: number;
  /** What waits to be hashed, in its order. */
  readonly waiting: Uint8Array[];
}

/**
 * MD5s of several bodies, of which as many as have bytes waiting are computed at once in the lanes of vectors, and one that is
 * alone by itself. It runs in a hashing thread, which is handed its text. INVARIANT: it uses nothing but its arguments and
 * what every thread has.
 */
export class Md5Lanes {
  readonly #exports: Md5Exports;
  readonly #layout: Md5Layout;
  readonly #memory: Buffer;
  readonly #words: Uint32Array;
  readonly #states = new Map<number, Md5State>();
  /** Those that have bytes waiting, in the order in which they came to have some. */
  readonly #ready = new Set<Md5State>();

  constructor(exports: Md5Exports, layout: Md5Layout) {
    this.#exports = exports;
    this.#layout = layout;
    this.#memory = Buffer.from(exports.memory.buffer);
    this.#words = new Uint32Array(exports.memory.buffer, layout.stateAt, 16);
  }

  /** Takes bytes, which may not change before `work` has returned. */
  update(hash: number, bytes: Uint8Array): void {
    const state = this.#state(hash);
    state.sizeBytes += bytes.length;
    state.waiting.push(bytes);
    this.#ready.add(state);
  }

  /** Hashes all that waits. */
  work(): void {
    while (this.#ready.size > 0) {
      const group: Md5State[] = [];
      for (const state of this.#ready) {
        if (this.#hasBlock(state)) group.push(state);
        else this.#ready.delete(state);
        if (group.length === 4) break;
      }
      if (group.length > 0) this.#step(group);
    }
  }

  /** Ends a hash and gives it. */
  digest(hash: number): Uint8Array {
    this.work();
    const state = this.#state(hash);
    const { sizeBytes } = state;
    // A one, zeros up to the end of a block, and there the number of bits.
    const end = new Uint8Array((state.tailBytes < 56 ? 64 : 128) - state.tailBytes);
    const view = new DataView(end.buffer);
    end[0] = 0x80;
    view.setUint32(end.length - 8, (sizeBytes % 0x20000000) * 8, true);
    view.setUint32(end.length - 4, Math.floor(sizeBytes / 0x20000000), true);
    this.update(hash, end);
    this.work();
    this.#states.delete(hash);
    return new Uint8Array(state.words.buffer);
  }

  /** Forgets a hash. */
  drop(hash: number): void {
    const state = this.#states.get(hash);
    this.#states.delete(hash);
    if (state !== undefined) this.#ready.delete(state);
  }

  #state(hash: number): Md5State {
    const known = this.#states.get(hash);
    if (known !== undefined) return known;
    const words = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
    const state = { words, tail: new Uint8Array(64), tailBytes: 0, sizeBytes: 0, waiting: [] };
    this.#states.set(hash, state);
    return state;
  }

  /** Whether a whole block waits at the front; what is less becomes part of the tail. */
  #hasBlock(state: Md5State): boolean {
    for (let first = state.waiting[0]; first !== undefined; first = state.waiting[0]) {
      if (state.tailBytes + first.length >= 64) return true;
      state.tail.set(first, state.tailBytes);
      state.tailBytes += first.length;
      state.waiting.shift();
    }
    return false;
  }

  /** Hashes as many blocks of each as all of them have. */
  #step(group: readonly Md5State[]): void {
    let sizeBytes = this.#layout.mostBytes;
    for (const { waiting, tailBytes } of group) {
      sizeBytes = Math.min(sizeBytes, tailBytes + (waiting[0] as Uint8Array).length);
    }
    sizeBytes -= sizeBytes % 64;
    for (const [lane, state] of group.entries()) this.#load(state, lane, sizeBytes);
    if (group.length === 1) this.#exports.one(0, sizeBytes);
    else this.#exports.lanes(0, sizeBytes);
    for (const [lane, { words }] of group.entries()) {
      for (let word = 0; word < 4; word++) words[word] = this.#words[4 * word + lane] as number;
    }
  }

  /** Puts a state and so many bytes of it into a lane. */
  #load(state: Md5State, lane: number, sizeBytes: number): void {
    const { waiting, words, tail, tailBytes } = state;
    const first = waiting[0] as Uint8Array;
    for (let word = 0; word < 4; word++) this.#words[4 * word + lane] = words[word] as number;
    const at = this.#layout.inputAt + lane * this.#layout.laneBytes;
    this.#memory.set(tail.subarray(0, tailBytes), at);
    const taken = first.subarray(0, sizeBytes - tailBytes);
    // Not `set`, which copies from shared memory byte by byte where source and target are not aligned alike.
    if (taken.length > 0) this.#memory.fill(taken, at + tailBytes, at + sizeBytes);
    state.tailBytes = 0;
    if (taken.length < first.length) waiting[0] = first.subarray(taken.length);
    else waiting.shift();
  }
}
