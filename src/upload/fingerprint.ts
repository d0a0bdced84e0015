import { createHash, hash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { pageMemory } from "../core/index.ts";
import { type ChecksumMethod, checksumOf, type ObjectChecksum } from "./checksum/checksum.ts";

/** What is known of a file's bytes before they are sent. */
export interface Fingerprint {
  readonly sizeBytes: number;
  /** SHA-256 in lower-case hex: what the signature covers. */
  readonly sha256: string;
  /** What S3 is to compute too. */
  readonly checksum: ObjectChecksum;
}

const READ_BYTES = 1_048_576;

/**
 * Reads a file once through one buffer and sums it up. The signature must cover the bytes and comes before them on
 * the wire, so they are read twice; the second time they usually come from the page cache.
 */
export async function fingerprint(
  file: FileHandle,
  method: ChecksumMethod,
  signal?: AbortSignal,
): Promise<Fingerprint> {
  const running = new RunningFingerprint(method);
  const buffer = pageMemory(READ_BYTES);
  for (;;) {
    signal?.throwIfAborted();
    const { bytesRead } = await file.read(buffer, 0, READ_BYTES, running.sizeBytes);
    if (bytesRead === 0) return running.end();
    running.update(buffer.subarray(0, bytesRead));
  }
}

/** Sums up bytes as they come, each once: where S3's checksum is the SHA-256, it is the signature's too. */
class RunningFingerprint {
  readonly #method: ChecksumMethod;
  readonly #sha256 = createHash("sha256");
  readonly #checksum: ReturnType<ChecksumMethod["start"]> | undefined;
  #sizeBytes = 0;

  constructor(method: ChecksumMethod) {
    this.#method = method;
    this.#checksum = method.algorithm === "SHA256" ? undefined : method.start();
  }

  /** How many bytes have come. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  update(bytes: Uint8Array): void {
    this.#sha256.update(bytes);
    this.#checksum?.update(bytes);
    this.#sizeBytes += bytes.length;
  }

  /** Nothing can be added after it. */
  end(): Fingerprint {
    const { algorithm } = this.#method;
    const sha256 = this.#sha256.digest();
    const value = this.#checksum?.value() ?? sha256.toString("base64");
    const checksum = { algorithm, type: "FULL_OBJECT" as const, value };
    return { sizeBytes: this.#sizeBytes, sha256: sha256.toString("hex"), checksum };
  }
}

/** Sums up bytes that are in memory. */
export function fingerprintOf(bytes: Buffer, method: ChecksumMethod): Fingerprint {
  const { algorithm } = method;
  const sha256 = hash("sha256", bytes, "hex");
  const value = algorithm === "SHA256" ? Buffer.from(sha256, "hex").toString("base64") : checksumOf(method, bytes);
  return { sizeBytes: bytes.length, sha256, checksum: { algorithm, type: "FULL_OBJECT", value } };
}
