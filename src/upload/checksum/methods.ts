import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import {
  type ChecksumAlgorithm,
  type ChecksumMethod,
  checkAlgorithm,
  DEFAULT_CHECKSUM,
  type RunningChecksum,
} from "./checksum.ts";
import { CRC32, CRC32C, CRC64NVME, CrcCombiner, type CrcParameters } from "./combine-crc.ts";

/**
 * What computes a checksum. What Node itself does not have is loaded only for who asks for it.
 *
 * @param algorithm Default: CRC32, which is the quickest here.
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export async function checksumMethod(algorithm: ChecksumAlgorithm = DEFAULT_CHECKSUM): Promise<ChecksumMethod> {
  switch (checkAlgorithm(algorithm)) {
    case "CRC32":
      return crcMethod("CRC32", CRC32, () => new RunningCrc32());
    case "CRC32C":
      return crcMethod("CRC32C", CRC32C, await (await import("./wasm-crcs.ts")).crc32cStarter());
    case "CRC64NVME":
      return crcMethod("CRC64NVME", CRC64NVME, await (await import("./wasm-crcs.ts")).crc64NvmeStarter());
    case "SHA1":
      return hashMethod("SHA1", "sha1");
    case "SHA256":
      return hashMethod("SHA256", "sha256");
  }
}

/** CRCs of parts can be put together to that of the object. */
function crcMethod(
  algorithm: ChecksumAlgorithm,
  parameters: CrcParameters,
  start: () => RunningChecksum,
): ChecksumMethod {
  const combiner = new CrcCombiner(parameters);
  return {
    algorithm,
    typeOfParts: "FULL_OBJECT",
    start,
    combine: (parts) => {
      const whole = parts.reduce(
        (sum, { checksum, sizeBytes }) => combiner.combine(sum, numberOf(checksum), sizeBytes),
        0n,
      );
      return Buffer.from(whole.toString(16).padStart(parameters.bits / 4, "0"), "hex").toString("base64");
    },
  };
}

/** Hashes cannot: the object's is the hash of those of its parts. */
function hashMethod(algorithm: ChecksumAlgorithm, name: string): ChecksumMethod {
  return {
    algorithm,
    typeOfParts: "COMPOSITE",
    start: () => new RunningHash(name),
    combine: (parts) => {
      const hash = createHash(name);
      for (const { checksum } of parts) hash.update(Buffer.from(checksum, "base64"));
      return `${hash.digest("base64")}-${parts.length}`;
    },
  };
}

function numberOf(checksum: string): bigint {
  return BigInt(`0x${Buffer.from(checksum, "base64").toString("hex")}`);
}

class RunningCrc32 implements RunningChecksum {
  #crc = 0;

  update(bytes: Uint8Array): void {
    this.#crc = crc32(bytes, this.#crc);
  }

  value(): string {
    const bytes = Buffer.allocUnsafe(4);
    bytes.writeUInt32BE(this.#crc);
    return bytes.toString("base64");
  }
}

class RunningHash implements RunningChecksum {
  readonly #hash: ReturnType<typeof createHash>;

  constructor(name: string) {
    this.#hash = createHash(name);
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  value(): string {
    return this.#hash.digest("base64");
  }
}
