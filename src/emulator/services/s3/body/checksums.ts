import { hash } from "node:crypto";
import { Crc32, Crc32c, Crc64Nvme } from "../../../../core/index.ts";
import { type HashMaker, LocalHash, type StreamHash } from "../../../hashing/stream-hash.ts";

/** The checksums that S3 computes and keeps. */
export type ChecksumAlgorithm = "CRC32" | "CRC32C" | "CRC64NVME" | "SHA1" | "SHA256";

/** A checksum in the making; its digest is the big-endian bytes of the value. */
export interface Checksum extends StreamHash {
  update(bytes: Uint8Array): undefined;
  digest(): Buffer;
}

interface ChecksumKind {
  /** How long a value is, in bytes. */
  readonly bytes: number;
  /** What carries a value. */
  readonly header: Lowercase<string>;
  create(): Checksum;
}

/** Every algorithm, by its name in the API; in headers the name is in lower case. */
export const CHECKSUMS: Readonly<Record<ChecksumAlgorithm, ChecksumKind>> = {
  CRC32: { bytes: 4, header: "x-amz-checksum-crc32", create: () => new Crc32() },
  CRC32C: { bytes: 4, header: "x-amz-checksum-crc32c", create: () => new Crc32c() },
  CRC64NVME: { bytes: 8, header: "x-amz-checksum-crc64nvme", create: () => new Crc64Nvme() },
  SHA1: { bytes: 20, header: "x-amz-checksum-sha1", create: () => new LocalHash("sha1") },
  SHA256: { bytes: 32, header: "x-amz-checksum-sha256", create: () => new LocalHash("sha256") },
};

/** A checksum of a body. CRCs are computed on the thread that asks: they are quicker than the MD5 that runs beside them. */
export function checksumOf(algorithm: ChecksumAlgorithm, hashes: HashMaker, sizeBytes: number): StreamHash {
  switch (algorithm) {
    case "SHA1":
      return hashes.create("sha1", sizeBytes);
    case "SHA256":
      return hashes.create("sha256", sizeBytes);
    default:
      return CHECKSUMS[algorithm].create();
  }
}

/** A checksum of a whole body at once. */
export function checksumOfWhole(algorithm: ChecksumAlgorithm, bytes: Uint8Array): Buffer {
  if (algorithm === "SHA1" || algorithm === "SHA256") return hash(algorithm.toLowerCase(), bytes, "buffer");
  const checksum = CHECKSUMS[algorithm].create();
  checksum.update(bytes);
  return checksum.digest();
}

/** What S3 computes where the client names none. */
export const DEFAULT_CHECKSUM: ChecksumAlgorithm = "CRC64NVME";

/** The header that carries a value. */
export function checksumHeader(algorithm: ChecksumAlgorithm): Lowercase<string> {
  return CHECKSUMS[algorithm].header;
}

/** The algorithm of that name in any case, or `undefined`. */
export function checksumNamed(name: string): ChecksumAlgorithm | undefined {
  const upper = name.toUpperCase();
  return Object.hasOwn(CHECKSUMS, upper) ? (upper as ChecksumAlgorithm) : undefined;
}
