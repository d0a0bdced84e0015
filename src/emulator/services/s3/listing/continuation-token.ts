import { crc32 } from "node:zlib";
import { invalidArgument } from "../errors.ts";

const CHECK_BYTES = 4;

/** An opaque text that says where the next page starts. */
export function writeToken(start: string): string {
  const text = Buffer.from(start);
  const check = Buffer.alloc(CHECK_BYTES);
  check.writeUInt32BE(crc32(text));
  return Buffer.concat([check, text]).toString("base64");
}

/**
 * Where the page starts that a token is for. Tokens are no secret and open nothing: the checksum only tells a token
 * from other texts.
 *
 * @throws AwsError `InvalidArgument` where the text is none of our tokens.
 */
export function readToken(token: string): string {
  const bytes = Buffer.from(token, "base64");
  const text = bytes.subarray(CHECK_BYTES);
  if (bytes.length <= CHECK_BYTES || bytes.readUInt32BE() !== crc32(text)) {
    throw invalidArgument("The continuation token provided is incorrect", {
      name: "continuation-token",
      value: token,
    });
  }
  return text.toString("utf8");
}
