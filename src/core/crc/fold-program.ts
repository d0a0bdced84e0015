import { signedLeb, unsignedLeb, WASM_TYPE, wasmModule } from "../wasm-module.ts";

/** How many bytes a turn of `fold` takes. Every distance must be at least as long. */
export const TURN_BYTES = 64;

const VECTOR_BYTES = 16;

/** WebAssembly's opcodes, as far as they are used here; those of vectors have a prefix. */
const OP = {
  block: 0x02,
  loop: 0x03,
  end: 0x0b,
  brIf: 0x0d,
  localGet: 0x20,
  localSet: 0x21,
  i32Load8: 0x2d,
  i32Store8: 0x3a,
  i32Const: 0x41,
  i32LtU: 0x49,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Xor: 0x73,
  i32Eqz: 0x45,
} as const;
const VECTOR = { load: [0xfd, 0x00], store: [0xfd, 0x0b], xor: [0xfd, 0x51] } as const;
/** The type of a block that gives nothing. */
const EMPTY = 0x40;

/** What {@link foldProgram} exports. */
export interface FoldExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  /**
   * From `at` to `end`, a number of whole turns, XORs onto each byte those that stand the distances before it. Both count
   * from the longest distance on: the byte 0 is the first that has so many before it.
   */
  fold(at: number, end: number): void;
  /** XORs `length` bytes at `from` onto those at `to`. */
  xor(to: number, from: number, length: number): void;
}

/** A WebAssembly module with the two loops of {@link FoldExports} for these distances, in ascending order. */
export function foldProgram(distances: readonly number[], memoryPages: number): Uint8Array<ArrayBuffer> {
  const locals = { count: 0, type: WASM_TYPE.i32 };
  return wasmModule(
    [
      { name: "fold", parameters: 2, locals, code: foldLoop(distances) },
      { name: "xor", parameters: 3, locals, code: xorLoop() },
    ],
    memoryPages,
  );
}

/** `do { …; at += TURN_BYTES } while (at < end)`, four vectors a turn. */
function foldLoop(distances: readonly number[]): readonly number[] {
  const [at, end] = [0, 1];
  const longest = distances.at(-1) as number;
  const steps: number[] = [];
  for (let offset = longest; offset < longest + TURN_BYTES; offset += VECTOR_BYTES) {
    steps.push(OP.localGet, at, OP.localGet, at, ...load(offset));
    for (const distance of distances) steps.push(OP.localGet, at, ...load(offset - distance), ...VECTOR.xor);
    steps.push(...VECTOR.store, 0, ...unsignedLeb(offset));
  }
  return [
    ...[OP.loop, EMPTY],
    ...steps,
    ...add(at, TURN_BYTES),
    ...[OP.localGet, at, OP.localGet, end, OP.i32LtU, OP.brIf, 0],
    OP.end,
  ];
}

/** Vectors as long as there are whole ones, then single bytes. */
function xorLoop(): readonly number[] {
  const [to, from, length] = [0, 1, 2];
  const both = [OP.localGet, to, OP.localGet, to];
  const vectors = [...both, ...load(0), OP.localGet, from, ...load(0), ...VECTOR.xor, ...VECTOR.store, 0, 0];
  const bytes = [...both, OP.i32Load8, 0, 0, OP.localGet, from, OP.i32Load8, 0, 0, OP.i32Xor, OP.i32Store8, 0, 0];
  const whileLeft = (sizeBytes: number, isOver: readonly number[], step: readonly number[]): readonly number[] => [
    ...[OP.block, EMPTY, OP.loop, EMPTY],
    ...[OP.localGet, length, ...isOver, OP.brIf, 1],
    ...step,
    ...add(to, sizeBytes),
    ...add(from, sizeBytes),
    ...[OP.localGet, length, OP.i32Const, sizeBytes, OP.i32Sub, OP.localSet, length],
    // Always again: a constant that is not zero.
    ...[OP.i32Const, 1, OP.brIf, 0],
    ...[OP.end, OP.end],
  ];
  return [
    ...whileLeft(VECTOR_BYTES, [OP.i32Const, VECTOR_BYTES, OP.i32LtU], vectors),
    ...whileLeft(1, [OP.i32Eqz], bytes),
  ];
}

const load = (offset: number): readonly number[] => [...VECTOR.load, 0, ...unsignedLeb(offset)];

const add = (local: number, constant: number): readonly number[] => [
  ...[OP.localGet, local, OP.i32Const, ...signedLeb(constant), OP.i32Add, OP.localSet, local],
];
