import type { Md5Exports, Md5Layout } from "./md5-program.ts";

/** Bytes to be hashed, or the end of a hash. */
export interface Md5Work {
  /** What {@link Md5Lanes} reports it by. */
  readonly order: number;
  readonly bytes: Uint8Array;
  readonly isEnd: boolean;
}

/** An MD5 in the making. */
interface Md5State {
  readonly words: Uint32Array;
  /** What came behind the last whole block. */
  readonly tail: Uint8Array;
  tailBytes: number;
  /** How much was given, hashed or not. */
  sizeBytes: number;
  readonly waiting: Md5Work[];
}

/**
 * MD5s of several bodies, of which as many as have bytes waiting are computed at once in the lanes of vectors, and one that is
 * alone by itself. It runs in a hashing thread, which is handed its text. INVARIANT: it uses nothing but its arguments and
 * what every thread has.
 */
export class Md5Lanes {
  readonly #exports: Md5Exports;
  readonly #layout: Md5Layout;
  readonly #report: (order: number, digest?: Uint8Array) => void;
  readonly #memory: Buffer;
  readonly #words: Uint32Array;
  readonly #states = new Map<number, Md5State>();
  /** Those that have bytes waiting, in the order in which they came to have some. */
  readonly #ready = new Set<Md5State>();

  /** `report` is told of each order that is done, with the hash where it was the last. */
  constructor(exports: Md5Exports, layout: Md5Layout, report: (order: number, digest?: Uint8Array) => void) {
    this.#exports = exports;
    this.#layout = layout;
    this.#report = report;
    this.#memory = Buffer.from(exports.memory.buffer);
    this.#words = new Uint32Array(exports.memory.buffer, layout.stateAt, 16);
  }

  /** Takes bytes, which may not change before the order is reported. */
  update(hash: number, order: number, bytes: Uint8Array): void {
    const state = this.#state(hash);
    state.sizeBytes += bytes.length;
    state.waiting.push({ order, bytes, isEnd: false });
    this.#ready.add(state);
  }

  /** Ends a hash. */
  digest(hash: number, order: number): void {
    const state = this.#state(hash);
    const tailBytes = state.sizeBytes % 64;
    // A one, zeros up to the end of a block, and there the number of bits.
    const bytes = new Uint8Array((tailBytes < 56 ? 64 : 128) - tailBytes);
    const view = new DataView(bytes.buffer);
    bytes[0] = 0x80;
    view.setUint32(bytes.length - 8, (state.sizeBytes % 0x20000000) * 8, true);
    view.setUint32(bytes.length - 4, Math.floor(state.sizeBytes / 0x20000000), true);
    state.waiting.push({ order, bytes, isEnd: true });
    this.#ready.add(state);
    this.#states.delete(hash);
  }

  /** Forgets a hash; what waits of it is reported unhashed. */
  drop(hash: number): void {
    const state = this.#states.get(hash);
    if (state === undefined) return;
    this.#states.delete(hash);
    this.#ready.delete(state);
    for (const { order } of state.waiting) this.#report(order);
  }

  /** Hashes a little of what waits. Gives whether there was anything. */
  step(): boolean {
    const group: Md5State[] = [];
    for (const state of this.#ready) {
      if (this.#hasBlock(state)) group.push(state);
      else this.#ready.delete(state);
      if (group.length === 4) break;
    }
    if (group.length > 0) this.#hash(group);
    return group.length > 0;
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
      if (state.tailBytes + first.bytes.length >= 64) return true;
      state.tail.set(first.bytes, state.tailBytes);
      state.tailBytes += first.bytes.length;
      state.waiting.shift();
      this.#report(first.order);
    }
    return false;
  }

  /** Hashes as many blocks of each as all of them have. */
  #hash(group: readonly Md5State[]): void {
    let sizeBytes = this.#layout.mostBytes;
    for (const { waiting, tailBytes } of group) {
      sizeBytes = Math.min(sizeBytes, tailBytes + (waiting[0] as Md5Work).bytes.length);
    }
    sizeBytes -= sizeBytes % 64;
    for (const [lane, state] of group.entries()) this.#load(state, lane, sizeBytes);
    if (group.length === 1) this.#exports.one(0, sizeBytes);
    else this.#exports.lanes(0, sizeBytes);
    for (const [lane, state] of group.entries()) this.#take(state, lane, sizeBytes);
  }

  /** Puts a state and so many bytes of it into a lane. */
  #load({ waiting, words, tail, tailBytes }: Md5State, lane: number, sizeBytes: number): void {
    for (let word = 0; word < 4; word++) this.#words[4 * word + lane] = words[word] as number;
    const at = this.#layout.inputAt + lane * this.#layout.laneBytes;
    this.#memory.set(tail.subarray(0, tailBytes), at);
    const bytes = (waiting[0] as Md5Work).bytes.subarray(0, sizeBytes - tailBytes);
    // Not `set`, which copies from shared memory byte by byte where source and target are not aligned alike.
    if (bytes.length > 0) this.#memory.fill(bytes, at + tailBytes, at + sizeBytes);
  }

  /** Takes a state out of its lane, where so many bytes of it were hashed. */
  #take(state: Md5State, lane: number, sizeBytes: number): void {
    const { waiting, words } = state;
    for (let word = 0; word < 4; word++) words[word] = this.#words[4 * word + lane] as number;
    const { order, bytes, isEnd } = waiting[0] as Md5Work;
    const taken = sizeBytes - state.tailBytes;
    state.tailBytes = 0;
    if (taken < bytes.length) {
      waiting[0] = { order, bytes: bytes.subarray(taken), isEnd };
      return;
    }
    waiting.shift();
    this.#report(order, isEnd ? new Uint8Array(words.buffer) : undefined);
  }
}
