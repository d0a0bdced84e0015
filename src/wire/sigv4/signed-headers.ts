import type { RequestHead } from "../http-head.ts";

/** The names of `x-amz-*` headers that were sent but not signed, sorted; anyone on the way could have added them. */
export function unsignedAmzHeaders(head: RequestHead, signedHeaders: readonly string[]): string[] {
  const loose: string[] = [];
  for (const name of head.headers.keys()) {
    if (name.startsWith("x-amz-") && !signedHeaders.includes(name)) loose.push(name);
  }
  return loose.sort();
}

/** Whether the signature covers the Host header, without which a request could be replayed to another bucket. */
export function isHostSigned(signedHeaders: readonly string[]): boolean {
  return signedHeaders.includes("host");
}
