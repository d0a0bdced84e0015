import { encodeRfc3986 } from "./encode.ts";

/** A query as it is sent: with its question mark, or nothing. */
export function encodeQuery(query: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(query).map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`);
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}
