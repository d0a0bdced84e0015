import { createHash } from "node:crypto";
import { type Crc, Crc32, Crc32c, Crc64Nvme } from "../../core/index.ts";
import {
  type ChecksumAlgorithm,
  type ChecksumMethod,
  checkAlgorithm,
  DEFAULT_CHECKSUM,
  type RunningChecksum,
} from "./checksum.ts";
import { CRC32, CRC32C, CRC64NVME, CrcCombiner, type CrcParameters } from "./combine-crc.ts";

/**
 * What computes a checksum.
 *
 * @param algorithm Default: CRC32, which is the quickest here.
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export async function checksumMethod(algorithm: ChecksumAlgorithm = DEFAULT_CHECKSUM): Promise<ChecksumMethod> {
  switch (checkAlgorithm(algorithm)) {
    case "CRC32":
      return crcMethod("CRC32", CRC32, () => new Crc32());
    case "CRC32C":
      return crcMethod("CRC32C", CRC32C, () => new Crc32c());
    case "CRC64NVME":
      return crcMethod("CRC64NVME", CRC64NVME, () => new Crc64Nvme());
    case "SHA1":
      return hashMethod("SHA1", "sha1");
    case "SHA256":
      return hashMethod("SHA256", "sha256");
  }
}

/** CRCs of parts can be put together to that of the object. */
function crcMethod(algorithm: ChecksumAlgorithm, parameters: CrcParameters, start: () => Crc): ChecksumMethod {
  const combiner = new CrcCombiner(parameters);
  return {
    algorithm,
    typeOfParts: "FULL_OBJECT",
    start: () => new RunningCrc(start()),
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

class RunningCrc implements RunningChecksum {
  readonly #crc: Crc;

  constructor(crc: Crc) {
    this.#crc = crc;
  }

  update(bytes: Uint8Array): void {
    this.#crc.update(bytes);
  }

  value(): string {
    return this.#crc.digest().toString("base64");
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
