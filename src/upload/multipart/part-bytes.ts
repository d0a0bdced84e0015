import { createHash } from "node:crypto";
import { read } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { KeyleaseError, pageMemory } from "../../core/index.ts";
import { type ChecksumAlgorithm, type ChecksumMethod, checksumOf } from "../checksum/checksum.ts";
import type { PlannedPart } from "../plan.ts";
import { SLICE_BYTES } from "../slices.ts";

/** The bytes of a part, summed up; they may be asked for again and again. */
export interface PartBytes {
  readonly part: PlannedPart;
  /** Base64, as S3 writes it. */
  readonly checksum: string;
  /** All of them, where they are in memory. */
  readonly bytes?: Buffer;
  /** A digest in lower-case hex. */
  digest(algorithm: "sha256" | "md5"): Promise<string>;
  stream(): Readable;
}

/** The SHA-256 of a part in lower-case hex. Where it is the checksum, it is known already. */
export async function sha256Of(bytes: PartBytes, algorithm: ChecksumAlgorithm): Promise<string> {
  return algorithm === "SHA256" ? Buffer.from(bytes.checksum, "base64").toString("hex") : bytes.digest("sha256");
}

/** Parts of a file up to this size are read into memory once. Larger ones are read twice: summed up first, then sent. */
export const BUFFERED_BYTES: number = 8 * 1024 ** 2;

/** Bytes that are in memory. They must stay as they are until S3 has confirmed them. */
export function bufferedPart(part: PlannedPart, bytes: Buffer, method: ChecksumMethod): PartBytes {
  return {
    part,
    checksum: checksumOf(method, bytes),
    bytes,
    digest: async (algorithm) => createHash(algorithm).update(bytes).digest("hex"),
    stream: () => Readable.from(slicesOf(bytes), { objectMode: false }),
  };
}

function* slicesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += SLICE_BYTES) yield bytes.subarray(at, at + SLICE_BYTES);
}

/** How a part of a file is read. */
export interface PartReading {
  /** At least as large as the part where it is at most {@link BUFFERED_BYTES}. */
  readonly memory: Buffer;
  readonly method: ChecksumMethod;
}

/**
 * Reads a part of a file.
 *
 * @throws KeyleaseError `FileChanged` where the file ends before the part does.
 */
export async function readPart(
  file: FileHandle,
  part: PlannedPart,
  { memory, method }: PartReading,
): Promise<PartBytes> {
  if (part.sizeBytes <= memory.length) {
    const bytes = memory.subarray(0, part.sizeBytes);
    await readInto(bytes, file, part.offset);
    return bufferedPart(part, bytes, method);
  }
  const sum = method.start();
  for await (const chunk of chunksOf(file, part)) sum.update(chunk);
  return {
    part,
    checksum: sum.value(),
    digest: (algorithm) => digestOfPart(file, part, algorithm),
    stream: () => Readable.from(chunksOf(file, part), { objectMode: false }),
  };
}

/** A digest of a part of a file, in lower-case hex. */
export async function digestOfPart(file: FileHandle, part: PlannedPart, algorithm: "sha256" | "md5"): Promise<string> {
  const hash = createHash(algorithm);
  for await (const chunk of chunksOf(file, part)) hash.update(chunk);
  return hash.digest("hex");
}

/** The checksum of a part of a file, in base64. */
export async function sumOfPart(file: FileHandle, part: PlannedPart, method: ChecksumMethod): Promise<string> {
  const memory = pageMemory(Math.min(SLICE_BYTES, part.sizeBytes));
  const sum = method.start();
  for (let at = 0; at < part.sizeBytes; at += memory.length) {
    const bytes = memory.subarray(0, Math.min(memory.length, part.sizeBytes - at));
    await readInto(bytes, file, part.offset + at);
    sum.update(bytes);
  }
  return sum.value();
}

async function* chunksOf(file: FileHandle, { offset, sizeBytes }: PlannedPart): AsyncGenerator<Buffer> {
  for (let at = 0; at < sizeBytes; at += SLICE_BYTES) {
    // A buffer of its own for each chunk: the network may hold on to it while the next one is read.
    const bytes = pageMemory(Math.min(SLICE_BYTES, sizeBytes - at));
    await readInto(bytes, file, offset + at);
    yield bytes;
  }
}

/**
 * Fills memory with what stands in a file.
 *
 * @throws KeyleaseError `FileChanged` where the file ends before.
 */
export async function readInto(bytes: Buffer, file: FileHandle, offset: number): Promise<void> {
  for (let filled = 0; filled < bytes.length; ) {
    const readBytes = await readSome(file.fd, bytes.subarray(filled), offset + filled);
    if (readBytes === 0) throw fileChanged("it became shorter");
    filled += readBytes;
  }
}

/** The handle's own `read` makes five promises of it. */
function readSome(descriptor: number, bytes: Buffer, offset: number): Promise<number> {
  return new Promise((resolve, reject) => {
    read(descriptor, bytes, 0, bytes.length, offset, (error, readBytes) =>
      error ? reject(error) : resolve(readBytes),
    );
  });
}

/** The file is not the one that the upload began with. */
export function fileChanged(how: string): KeyleaseError {
  return new KeyleaseError("FileChanged", `the file changed while it was uploaded: ${how}`, {
    hint: "Upload a file that nobody is writing to.",
  });
}
