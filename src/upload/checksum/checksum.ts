import { KeyleaseError } from "../../core/index.ts";

/** The checksums that S3 computes, by its own names. */
export const CHECKSUM_ALGORITHMS = ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] as const;

/** A checksum that S3 computes. */
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number];

/** What a checksum is of: the object's bytes, or the checksums of its parts. */
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

/** The checksum of an object. */
export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** Base64, the highest byte first; where it is of parts, with their number behind it (`base64-N`). */
  readonly value: string;
}

/** A checksum in the making. */
export interface RunningChecksum {
  update(bytes: Uint8Array): void;
  /** Base64; nothing can be added after it. */
  value(): string;
}

/** What a part adds to the checksum of its object. */
export interface SummedPart {
  readonly sizeBytes: number;
  /** Base64. */
  readonly checksum: string;
}

/** One way of checking that bytes arrived as they were. */
export interface ChecksumMethod {
  readonly algorithm: ChecksumAlgorithm;
  /** What the checksum of an object in parts is of. */
  readonly typeOfParts: ChecksumType;
  start(): RunningChecksum;
  /** The value for an object, by those of its parts in their order. */
  combine(parts: readonly SummedPart[]): string;
}

/** What is computed where nobody asks for another. */
export const DEFAULT_CHECKSUM: ChecksumAlgorithm = "CRC32";

/** The header that carries a value. */
export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The element of an answer that carries a value. */
export function checksumElement(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm}`;
}

/** @throws KeyleaseError `ArgumentInvalid` for what is none: the library is called from JavaScript too. */
export function checkAlgorithm(name: string): ChecksumAlgorithm {
  const found = CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === name);
  if (found !== undefined) return found;
  throw new KeyleaseError("ArgumentInvalid", `\`${name}\` is no checksum that S3 computes`, {
    hint: `Choose one of ${CHECKSUM_ALGORITHMS.join(", ")}.`,
  });
}

/** The checksum of bytes that are in memory. */
export function checksumOf(method: ChecksumMethod, bytes: Uint8Array): string {
  const running = method.start();
  running.update(bytes);
  return running.value();
}
