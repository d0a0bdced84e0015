import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  CHECKSUM_ALGORITHMS,
  type ChecksumAlgorithm,
  type ChecksumMethod,
  checksumOf,
} from "../../../src/upload/checksum/checksum.ts";
import { checksumMethod } from "../../../src/upload/checksum/methods.ts";
import { refusedBy } from "../../support/refused-by.ts";

/** The checks of the catalogue of CRCs, and of FIPS 180 for what are hashes: of no bytes, and of the nine digits. */
const KNOWN: Readonly<Record<ChecksumAlgorithm, readonly [empty: string, digits: string]>> = {
  CRC32: ["00000000", "cbf43926"],
  CRC32C: ["00000000", "e3069283"],
  CRC64NVME: ["0000000000000000", "ae8b14860a799888"],
  SHA1: ["da39a3ee5e6b4b0d3255bfef95601890afd80709", "f7c3bc1d808e04732adf679965ccc34ca7ae3441"],
  SHA256: [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
  ],
};

describe.each(CHECKSUM_ALGORITHMS)("%s", (algorithm) => {
  let method: ChecksumMethod;
  beforeAll(async () => {
    method = await checksumMethod(algorithm);
  });

  it("is what everybody else computes, the highest byte first", () => {
    const hex = (text: string): string => Buffer.from(checksumOf(method, Buffer.from(text)), "base64").toString("hex");
    expect([hex(""), hex("123456789")]).toEqual(KNOWN[algorithm]);
  });

  it("does not depend on how the bytes come, nor on what else is summed up in the meantime", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { maxLength: 6 }), fc.uint8Array(), (pieces, other) => {
        const [running, beside] = [method.start(), method.start()];
        for (const piece of pieces) {
          running.update(piece);
          beside.update(other);
        }
        beside.value();
        expect(running.value()).toBe(checksumOf(method, Buffer.concat(pieces)));
      }),
    );
  });

  it("of an object in parts is that of the whole, or of the parts' checksums with their number", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 100 }), { minLength: 1, maxLength: 6 }), (pieces) => {
        const parts = pieces.map((piece) => ({ sizeBytes: piece.length, checksum: checksumOf(method, piece) }));
        const whole = checksumOf(method, Buffer.concat(pieces));
        const ofParts = checksumOf(method, Buffer.concat(parts.map(({ checksum }) => Buffer.from(checksum, "base64"))));
        const isComposite = algorithm.startsWith("SHA");
        expect(method.typeOfParts).toBe(isComposite ? "COMPOSITE" : "FULL_OBJECT");
        expect(method.combine(parts)).toBe(isComposite ? `${ofParts}-${parts.length}` : whole);
      }),
    );
  });
});

describe("a checksum", () => {
  it("is CRC32 where nobody asks for another", async () => {
    expect((await checksumMethod()).algorithm).toBe("CRC32");
  });

  it.each(["MD5", "crc32", "constructor", ""])("is not %j", async (name) => {
    const error = await refusedBy(checksumMethod(name as ChecksumAlgorithm));
    expect(error.code).toBe("ArgumentInvalid");
    expect(error.hint).toContain("CRC64NVME");
  });

  it("of parts is the one that AWS answered for three parts of 5, 5 and 1 MiB", async () => {
    // As recorded in eu-west-1 on 2026-09-03 (github.com/floci-io/floci/issues/3083).
    const parts = [
      "lcKa6Boe7a167tUCN5C4OaFygGSYD8MBnBARTrdL+1w=",
      "gHjhbUT4oo2tSCtSZJdlKi+jeNXJT+VImqdPXsXvkOc=",
      "4l9PQ3zOPZ0oGFvknFX+J4zZwE4WMzO+l3r8XrbWOeM=",
    ].map((checksum, i) => ({ sizeBytes: i < 2 ? 5 * 1024 ** 2 : 1024 ** 2, checksum }));
    const whole = (await checksumMethod("SHA256")).combine(parts);
    expect(whole).toBe("rVWtNbadtsaKXJAcgWPWjifHzJaXde/iV4jaJAOdivc=-3");
  });
});
