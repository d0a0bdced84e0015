import { signedLeb, unsignedLeb, WASM_TYPE, wasmModule } from "../../core/index.ts";
import { type Arithmetic, md5Steps, scalars, vectors } from "./md5-steps.ts";

/** How many MD5s are computed at once. */
export const LANES = 4;

/** Where what the loops take and give is in their memory, in bytes. */
export interface Md5Layout {
  /** The four words of each state: word `w` of lane `i` is at 16 `w` + 4 `i`. */
  readonly stateAt: number;
  /** Where the bytes of the first lane are, and how far from there those of the next. */
  readonly inputAt: number;
  readonly laneBytes: number;
  /** How many bytes a lane has room for: whole blocks. */
  readonly mostBytes: number;
}

/** What the program exports. Both take whole blocks, at least one, up to `endBytes`, and change the states. */
export interface Md5Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** All lanes. */
  lanes(fromBytes: number, endBytes: number): void;
  /** The first lane alone, which is quicker than all of them. */
  one(fromBytes: number, endBytes: number): void;
}

const BLOCK_BYTES = 64;
const WORDS_AT = 64;
const PAGE_BYTES = 64 * 1024;
/** More would not stay in a processor's first cache. */
const MOST_BYTES = 16 * 1024;

export const MD5_LAYOUT: Md5Layout = {
  stateAt: 0,
  inputAt: 1024,
  // A block more than there is room for: caches put addresses that are whole pages apart in the same few places.
  laneBytes: MOST_BYTES + BLOCK_BYTES,
  mostBytes: MOST_BYTES,
};

const OP = {
  loop: [0x03, 0x40],
  end: [0x0b],
  brIf: (depth: number): readonly number[] => [0x0d, depth],
  get: (local: number): readonly number[] => [0x20, local],
  set: (local: number): readonly number[] => [0x21, local],
  tee: (local: number): readonly number[] => [0x22, local],
  constant: (value: number): readonly number[] => [0x41, ...signedLeb(value)],
  add: [0x6a],
  isLess: [0x49],
  loadWord: (offset: number): readonly number[] => [0x28, 2, ...unsignedLeb(offset)],
  storeWord: (offset: number): readonly number[] => [0x36, 2, ...unsignedLeb(offset)],
  load: (offset: number): readonly number[] => [0xfd, 0x00, 0, ...unsignedLeb(offset)],
  store: (offset: number): readonly number[] => [0xfd, 0x0b, 0, ...unsignedLeb(offset)],
  /** Four words of two vectors: 0 to 3 are those of the first, 4 to 7 those of the second. */
  shuffle: (words: readonly number[]): readonly number[] => [
    ...[0xfd, 0x0d],
    ...words.flatMap((word) => [4 * word, 4 * word + 1, 4 * word + 2, 4 * word + 3]),
  ],
} as const;

/**
 * A WebAssembly module that computes MD5, one or four at once in the lanes of vectors; its exports are {@link Md5Exports}.
 *
 * @returns `undefined` where there is no WebAssembly, or no vectors in it.
 */
export function laneProgram(): Uint8Array<ArrayBuffer> | undefined {
  // No library of types for Node alone has it.
  const { WebAssembly: api } = globalThis as { readonly WebAssembly?: { validate(program: Uint8Array): boolean } };
  const program = md5Program();
  return api?.validate(program) === true ? program : undefined;
}

function md5Program(): Uint8Array<ArrayBuffer> {
  const { inputAt, laneBytes } = MD5_LAYOUT;
  const lanes = { name: "lanes", parameters: 2, locals: { count: 13, type: WASM_TYPE.v128 }, code: lanesLoop() };
  const one = { name: "one", parameters: 2, locals: { count: 8, type: WASM_TYPE.i32 }, code: oneLoop() };
  return wasmModule([lanes, one], Math.ceil((inputAt + LANES * laneBytes) / PAGE_BYTES));
}

const [AT, END] = [0, 1];
const STATE = [2, 3, 4, 5] as const;
const BEFORE = [6, 7, 8, 9] as const;

function lanesLoop(): readonly number[] {
  const states = {
    load: (word: number) => [...OP.constant(0), ...OP.load(MD5_LAYOUT.stateAt + 16 * word)],
    store: (word: number, value: readonly number[]) => [
      ...OP.constant(0),
      ...value,
      ...OP.store(MD5_LAYOUT.stateAt + 16 * word),
    ],
  };
  const message = (word: number) => [...OP.constant(0), ...OP.load(WORDS_AT + 16 * word)];
  return blockLoop(states, transposed(), { arithmetic: vectors(14), message });
}

function oneLoop(): readonly number[] {
  const states = {
    load: (word: number) => [...OP.constant(0), ...OP.loadWord(MD5_LAYOUT.stateAt + 16 * word)],
    store: (word: number, value: readonly number[]) => [
      ...OP.constant(0),
      ...value,
      ...OP.storeWord(MD5_LAYOUT.stateAt + 16 * word),
    ],
  };
  const message = (word: number) => [...OP.get(AT), ...OP.loadWord(MD5_LAYOUT.inputAt + 4 * word)];
  return blockLoop(states, [], { arithmetic: scalars, message });
}

interface States {
  load(word: number): readonly number[];
  store(word: number, value: readonly number[]): readonly number[];
}

interface Steps {
  readonly arithmetic: Arithmetic;
  readonly message: (word: number) => readonly number[];
}

/** `do { prepare; state += steps(state); at += 64 } while (at < end)` */
function blockLoop(states: States, prepare: readonly number[], { arithmetic, message }: Steps): readonly number[] {
  const words = [0, 1, 2, 3] as const;
  return [
    ...words.flatMap((word) => [...states.load(word), ...OP.set(STATE[word])]),
    ...OP.loop,
    ...prepare,
    ...words.flatMap((word) => [...OP.get(STATE[word]), ...OP.set(BEFORE[word])]),
    ...md5Steps(arithmetic, { state: STATE, message }),
    ...words.flatMap((word) => [
      ...[...OP.get(STATE[word]), ...OP.get(BEFORE[word])],
      ...[...arithmetic.add, ...OP.set(STATE[word])],
    ]),
    ...[...OP.get(AT), ...OP.constant(BLOCK_BYTES), ...OP.add, ...OP.tee(AT), ...OP.get(END), ...OP.isLess],
    ...OP.brIf(0),
    ...OP.end,
    ...words.flatMap((word) => states.store(word, OP.get(STATE[word]))),
  ];
}

/** Takes four words of each lane at a time, and puts them to where one vector has the same word of all lanes. */
function transposed(): readonly number[] {
  const rows = [6, 7, 8, 9] as const;
  const pairs = [10, 11, 12, 13] as const;
  const pair = (a: number, b: number, words: readonly number[]) => [...OP.get(a), ...OP.get(b), ...OP.shuffle(words)];
  const quarter = (first: number): readonly number[] => [
    ...rows.flatMap((row, lane) => [
      ...[...OP.get(AT), ...OP.load(MD5_LAYOUT.inputAt + lane * MD5_LAYOUT.laneBytes + 4 * first)],
      ...OP.set(row),
    ]),
    ...[...pair(rows[0], rows[1], [0, 4, 1, 5]), ...OP.set(pairs[0])],
    ...[...pair(rows[2], rows[3], [0, 4, 1, 5]), ...OP.set(pairs[1])],
    ...[...pair(rows[0], rows[1], [2, 6, 3, 7]), ...OP.set(pairs[2])],
    ...[...pair(rows[2], rows[3], [2, 6, 3, 7]), ...OP.set(pairs[3])],
    ...[0, 1, 2, 3].flatMap((word) => {
      const [a, b] = word < 2 ? [pairs[0], pairs[1]] : [pairs[2], pairs[3]];
      const halves = word % 2 === 0 ? [0, 1, 4, 5] : [2, 3, 6, 7];
      return [...OP.constant(0), ...pair(a, b, halves), ...OP.store(WORDS_AT + 16 * (first + word))];
    }),
  ];
  return [0, 4, 8, 12].flatMap(quarter);
}
