import type { FileHandle } from "node:fs/promises";
import { type ChecksumMethod, checksumHeader, type RunningChecksum } from "../checksum/checksum.ts";
import type { Piece, Pieces } from "../pieces.ts";
import type { PlannedPart } from "../plan.ts";
import { readInto } from "./part-bytes.ts";

/**
 * What is read, summed up and sent at a time, and all the memory that a part takes: it stays in a processor's cache meanwhile,
 * and is few turns for a part.
 */
export const SLICE_BYTES: number = 2 * 1024 ** 2;

/** How long checksums are in base64; other ones are no CRCs. */
const VALUE_LENGTHS: ReadonlyMap<string, number> = new Map([
  ["CRC32", 8],
  ["CRC32C", 8],
  ["CRC64NVME", 12],
]);

/** Whether a checksum can be sent behind the bytes that it is of. */
export function canTrail({ algorithm }: ChecksumMethod): boolean {
  return VALUE_LENGTHS.has(algorithm);
}

/** How long the body of a part is, with what stands around its bytes. */
export function trailingBodyBytes({ sizeBytes }: PlannedPart, { algorithm }: ChecksumMethod): number {
  const whole = Math.floor(sizeBytes / SLICE_BYTES);
  const last = sizeBytes % SLICE_BYTES;
  const trailerBytes = checksumHeader(algorithm).length + ":".length + (VALUE_LENGTHS.get(algorithm) ?? 0);
  return (
    whole * framedBytes(SLICE_BYTES) +
    (last === 0 ? 0 : framedBytes(last)) +
    "0\r\n".length +
    trailerBytes +
    "\r\n\r\n".length
  );
}

function framedBytes(sizeBytes: number): number {
  return sizeBytes.toString(16).length + "\r\n".length + sizeBytes + "\r\n".length;
}

/**
 * The bytes of a part of a file, read while they are sent: in chunks of `aws-chunked`, with their checksum behind them. So they
 * are read once and never all in memory, and are summed up and sent while a processor's cache still has them.
 */
export class TrailingSum implements Pieces {
  readonly #file: FileHandle;
  readonly #part: PlannedPart;
  readonly #memory: Buffer;
  readonly #name: string;
  readonly #running: RunningChecksum;
  #readBytes = 0;
  #ahead: Promise<Piece> | undefined;
  #value: string | undefined;

  /** @param memory As much as {@link SLICE_BYTES}. */
  constructor(file: FileHandle, part: PlannedPart, how: { readonly memory: Buffer; readonly method: ChecksumMethod }) {
    this.#file = file;
    this.#part = part;
    this.#memory = how.memory;
    this.#name = checksumHeader(how.method.algorithm);
    this.#running = how.method.start();
  }

  /** Base64; `undefined` until all of the part was read. */
  get value(): string | undefined {
    return this.#value;
  }

  /** Reads the first piece before anybody asks for it. */
  readAhead(): void {
    this.#ahead = this.#read();
    this.#ahead.catch(() => {});
  }

  /** @throws KeyleaseError `FileChanged` where the file ends before the part does. */
  next(): Promise<Piece> {
    const ahead = this.#ahead;
    this.#ahead = undefined;
    return ahead ?? this.#read();
  }

  async #read(): Promise<Piece> {
    const { offset, sizeBytes } = this.#part;
    const at = this.#readBytes;
    const bytes = this.#memory.subarray(0, Math.min(SLICE_BYTES, sizeBytes - at));
    await readInto(bytes, this.#file, offset + at);
    this.#running.update(bytes);
    this.#readBytes += bytes.length;
    const head = `${at === 0 ? "" : "\r\n"}${bytes.length.toString(16)}\r\n`;
    if (this.#readBytes < sizeBytes) return { head, bytes, end: undefined };
    this.#value = this.#running.value();
    return { head, bytes, end: `\r\n0\r\n${this.#name}:${this.#value}\r\n\r\n` };
  }
}
