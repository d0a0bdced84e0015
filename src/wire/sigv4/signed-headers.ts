import type { RequestHead } from "../http-head.ts";

/** The names of `x-amz-*` headers that were sent but not signed, sorted; anyone on the way could have added them. */
export function unsignedAmzHeaders(head: RequestHead, signedHeaders: readonly string[]): string[] {
  const signed = new Set(signedHeaders);
  return [...head.headers.keys()].filter((name) => name.startsWith("x-amz-") && !signed.has(name)).sort();
}

/** Whether the signature covers the Host header, without which a request could be replayed to another bucket. */
export function isHostSigned(signedHeaders: readonly string[]): boolean {
  return signedHeaders.includes("host");
}
