import { signedLeb } from "../../core/index.ts";

/** How numbers of 32 bits are computed with in WebAssembly: each the instructions that do so with what is on the stack. */
export interface Arithmetic {
  readonly add: readonly number[];
  readonly and: readonly number[];
  readonly or: readonly number[];
  readonly xor: readonly number[];
  readonly not: readonly number[];
  constant(value: number): readonly number[];
  /** Turns bits to the left. */
  turn(bits: number): readonly number[];
}

const I32_CONSTANT = 0x41;
const LOCAL_GET = 0x20;
const LOCAL_SET = 0x21;
const LOCAL_TEE = 0x22;

export const scalars: Arithmetic = {
  add: [0x6a],
  and: [0x71],
  or: [0x72],
  xor: [0x73],
  not: [I32_CONSTANT, ...signedLeb(-1), 0x73],
  constant: (value) => [I32_CONSTANT, ...signedLeb(value)],
  turn: (bits) => [I32_CONSTANT, bits, 0x77],
};

/** Four numbers at once. There is no turn of them: `spare` is a local that it needs. */
export const vectors = (spare: number): Arithmetic => ({
  add: [0xfd, 0xae, 0x01],
  and: [0xfd, 0x4e],
  or: [0xfd, 0x50],
  xor: [0xfd, 0x51],
  not: [0xfd, 0x4d],
  constant: (value) => [I32_CONSTANT, ...signedLeb(value), 0xfd, 0x11],
  turn: (bits) => [
    ...[LOCAL_TEE, spare, I32_CONSTANT, bits, 0xfd, 0xab, 0x01],
    ...[LOCAL_GET, spare, I32_CONSTANT, 32 - bits, 0xfd, 0xad, 0x01],
    ...[0xfd, 0x50],
  ],
});

/** RFC 1321's table. */
const SINES: readonly number[] = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32));

/** What differs from round to round. */
interface Round {
  /** Which word of the block a step takes. */
  readonly wordAt: (step: number) => number;
  readonly turns: readonly [number, number, number, number];
}

const ROUNDS: readonly Round[] = [
  { wordAt: (step) => step, turns: [7, 12, 17, 22] },
  { wordAt: (step) => (5 * step + 1) % 16, turns: [5, 9, 14, 20] },
  { wordAt: (step) => (3 * step + 5) % 16, turns: [4, 11, 16, 23] },
  { wordAt: (step) => (7 * step) % 16, turns: [6, 10, 15, 21] },
];

/** Where the steps find what they work with. */
interface Operands {
  /** The locals of the four words of the state, which the steps change. */
  readonly state: readonly [number, number, number, number];
  /** The instructions that put a word of the block on the stack. */
  readonly message: (word: number) => readonly number[];
}

/**
 * The 64 steps of a block. Each waits for the one before it, so what does not need that one's result is added up first:
 * also the constant to the oldest word and not to both, which processors would add in one slower instruction.
 */
export function md5Steps(arithmetic: Arithmetic, { state, message }: Operands): readonly number[] {
  const { add, constant, turn } = arithmetic;
  const code: number[] = [];
  let [a, b, c, d] = state;
  for (const [i, { wordAt, turns }] of ROUNDS.entries()) {
    for (let step = 16 * i; step < 16 * i + 16; step++) {
      code.push(LOCAL_GET, a, ...constant(SINES[step] as number), ...add, ...message(wordAt(step)), ...add);
      code.push(...mixed(arithmetic, i, [b, c, d]));
      code.push(...turn(turns[step % 4] as number), LOCAL_GET, b, ...add, LOCAL_SET, a);
      [a, b, c, d] = [d, a, b, c];
    }
  }
  return code;
}

/** Adds a round's function of three words to what is on the stack. */
function mixed(
  { add, and, or, xor, not }: Arithmetic,
  round: number,
  [b, c, d]: readonly [number, number, number],
): readonly number[] {
  const get = (local: number): readonly number[] => [LOCAL_GET, local];
  switch (round) {
    case 0:
      return [...get(c), ...get(d), ...xor, ...get(b), ...and, ...get(d), ...xor, ...add];
    case 1:
      // Two sums in the place of one: only the second one waits for the step before.
      return [...get(d), ...not, ...get(c), ...and, ...add, ...get(d), ...get(b), ...and, ...add];
    case 2:
      return [...get(c), ...get(d), ...xor, ...get(b), ...xor, ...add];
    default:
      return [...get(d), ...not, ...get(b), ...or, ...get(c), ...xor, ...add];
  }
}
