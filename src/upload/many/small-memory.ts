import { pageMemory } from "../../core/index.ts";

/** Sizes of the pieces: a small one is what a request takes of memory anyway. */
const PIECE_BYTES = [2 ** 14, 2 ** 16, 2 ** 20] as const;

/** Files up to this size are read into memory and sent in one piece. */
export const SMALL_BYTES: number = 2 ** 20;

/** What a small file takes of memory. */
export function memoryOfSmall(sizeBytes: number): number {
  return PIECE_BYTES.find((bytes) => sizeBytes <= bytes) ?? SMALL_BYTES;
}

/**
 * Memory that small files are read into, one after the other. New memory for each would be many times as much before anybody
 * collected it, and costs as much as reading the file.
 */
export class SmallMemory {
  readonly #free = new Map<number, Buffer[]>();

  /** A piece that holds a file of a size, or what of it has at most {@link SMALL_BYTES}. */
  take(sizeBytes: number): Buffer {
    const bytes = memoryOfSmall(sizeBytes);
    return this.#free.get(bytes)?.pop() ?? pageMemory(bytes);
  }

  /** Gives back a piece that nothing refers to any more. */
  give(piece: Buffer): void {
    const free = this.#free.get(piece.length);
    if (free === undefined) this.#free.set(piece.length, [piece]);
    else free.push(piece);
  }
}
