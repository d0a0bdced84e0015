import { crc32 } from "node:zlib";
import type { Random } from "../../../../core/index.ts";

const RANDOM_BYTES = 84;
const CHECKED_BYTES = 92;
const ID = /^[\w.]{128}$/;

/** A bucket and a key. */
export type ObjectName = readonly [bucket: string, key: string];

/**
 * Makes the id of an upload: 128 characters, as AWS's are, that hold when it was initiated, so that it is found in the
 * order of its listing. The checksum covers the name too, so that an id of another object's upload is told from ours.
 */
export function newUploadId(name: ObjectName, initiatedAt: Date, random: Random): string {
  const bytes = Buffer.alloc(CHECKED_BYTES + 4);
  bytes.writeBigUInt64BE(BigInt(initiatedAt.getTime()));
  random.bytes(RANDOM_BYTES).copy(bytes, CHECKED_BYTES - RANDOM_BYTES);
  bytes.writeUInt32BE(checkOf(bytes, name), CHECKED_BYTES);
  return bytes.toString("base64url").replaceAll("-", ".");
}

/** The place of an upload among those of its key, a text of {@link PLACE_LENGTH}; `undefined` where the id is none. */
export function placeOf(name: ObjectName, uploadId: string): string | undefined {
  if (!ID.test(uploadId)) return undefined;
  const bytes = Buffer.from(uploadId.replaceAll(".", "-"), "base64url");
  return checkOf(bytes, name) === bytes.readUInt32BE(CHECKED_BYTES)
    ? bytes.subarray(0, PLACE_LENGTH / 2).toString("hex")
    : undefined;
}

/** Eight bytes of time and eight random ones, in hex. */
export const PLACE_LENGTH = 32;

function checkOf(bytes: Buffer, [bucket, key]: ObjectName): number {
  return crc32(`${bucket}/${key}`, crc32(bytes.subarray(0, CHECKED_BYTES)));
}
