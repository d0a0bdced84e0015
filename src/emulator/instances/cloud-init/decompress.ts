import { gunzipSync } from "node:zlib";

/** User data has at most 16 KiB as it is sent; what it says when it is unpacked is limited too. */
const MAX_UNPACKED_BYTES = 4_194_304;

/**
 * Unpacks gzip.
 *
 * @throws RangeError where it would be more than 4 MiB; Error where it is no gzip.
 */
export function decompress(data: Uint8Array): Buffer {
  return gunzipSync(data, { maxOutputLength: MAX_UNPACKED_BYTES });
}

export function isGzip(data: Uint8Array): boolean {
  return data[0] === 0x1f && data[1] === 0x8b;
}
