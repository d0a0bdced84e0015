import { createHash } from "node:crypto";

/** The ETag of bytes by their MD5 (hex), as S3 gives it. */
export function md5Etag(md5: string): string {
  return `"${md5}"`;
}

/** The same of bytes that come in pieces. */
export async function md5EtagOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash("md5");
  for await (const chunk of bytes) hash.update(chunk);
  return md5Etag(hash.digest("hex"));
}

/** The ETag of an object by those of its parts: the MD5 of their MD5s, and how many they are. */
export function compositeEtag(etags: readonly string[]): string {
  const hash = createHash("md5");
  for (const etag of etags) hash.update(Buffer.from(etag.replaceAll('"', ""), "hex"));
  return `"${hash.digest("hex")}-${etags.length}"`;
}
