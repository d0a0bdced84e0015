/** WebAssembly's types, as far as functions of ours have them. */
export const WASM_TYPE = { i32: 0x7f, v128: 0x7b } as const;

const FUNCTION = 0x60;
const END = 0x0b;
const SECTION = { type: 1, function: 3, memory: 5, export: 7, code: 10 } as const;
const EXPORTED = { function: 0, memory: 2 } as const;

/** A function that takes numbers of 32 bits and gives nothing. */
export interface WasmFunction {
  readonly name: string;
  /** How many parameters it has: they are its first locals. */
  readonly parameters: number;
  /** What locals it has besides, all of one type. */
  readonly locals: { readonly count: number; readonly type: number };
  /** Its instructions, without the last `end`. */
  readonly code: readonly number[];
}

/** A module that exports functions and its memory, as `memory`, of `memoryPages` of 64 KiB. */
export function wasmModule(functions: readonly WasmFunction[], memoryPages: number): Uint8Array<ArrayBuffer> {
  const types = functions.map(({ parameters }) => [
    FUNCTION,
    ...vector(Array.from({ length: parameters }, () => [WASM_TYPE.i32])),
    0,
  ]);
  const exported = functions.map(({ name }, i) => named(name, EXPORTED.function, i));
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(SECTION.type, types),
    ...section(
      SECTION.function,
      functions.map((_, i) => unsignedLeb(i)),
    ),
    ...section(SECTION.memory, [[0, ...unsignedLeb(memoryPages)]]),
    ...section(SECTION.export, [named("memory", EXPORTED.memory, 0), ...exported]),
    ...section(SECTION.code, functions.map(body)),
  ]);
}

/** A number from 0 on, as instructions have their offsets, indices and counts. */
export function unsignedLeb(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsignedLeb(value >>> 7)];
}

/** A number of 32 bits, as `i32.const` has it. */
export function signedLeb(value: number): number[] {
  // The highest of the last seven bits is the sign.
  if (value >= -0x40 && value < 0x40) return [value & 0x7f];
  return [(value & 0x7f) | 0x80, ...signedLeb(value >> 7)];
}

function body({ locals: { count, type }, code }: WasmFunction): number[] {
  const all = [...vector([[...unsignedLeb(count), type]]), ...code, END];
  return [...unsignedLeb(all.length), ...all];
}

function named(name: string, kind: number, index: number): number[] {
  return [...vector([...Buffer.from(name)].map((byte) => [byte])), kind, ...unsignedLeb(index)];
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  const content = vector(entries);
  return [id, ...unsignedLeb(content.length), ...content];
}

function vector(entries: readonly (readonly number[])[]): number[] {
  return [...unsignedLeb(entries.length), ...entries.flat()];
}
