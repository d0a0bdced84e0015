import { crc32 } from "node:zlib";
import type { Random } from "../../../../core/index.ts";

const SEQUENCE_BYTES = 8;
const RANDOM_BYTES = 12;
const CHECKED_BYTES: number = SEQUENCE_BYTES + RANDOM_BYTES;
const ID = /^[\w-]{32}$/;

/**
 * Makes the id of a version: 32 characters, as AWS's are, that hold where the version stands among those of its key, so
 * that it is found without a search. The rest is random, with a checksum that tells ids from other texts.
 */
export function newVersionId(sequence: number, random: Random): string {
  const bytes = Buffer.alloc(CHECKED_BYTES + 4);
  bytes.writeBigUInt64BE(BigInt(sequence));
  random.bytes(RANDOM_BYTES).copy(bytes, SEQUENCE_BYTES);
  bytes.writeUInt32BE(crc32(bytes.subarray(0, CHECKED_BYTES)), CHECKED_BYTES);
  return bytes.toString("base64url");
}

/** The place of a version by its id; `undefined` where the text is no id. */
export function sequenceOf(versionId: string): number | undefined {
  if (!ID.test(versionId)) return undefined;
  const bytes = Buffer.from(versionId, "base64url");
  const isId = crc32(bytes.subarray(0, CHECKED_BYTES)) === bytes.readUInt32BE(CHECKED_BYTES);
  return isId ? Number(bytes.readBigUInt64BE()) : undefined;
}
