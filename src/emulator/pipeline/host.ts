/** The host of a `Host` header: lower case, without port. */
export function hostName(value: string | undefined): string {
  const text = (value ?? "").toLowerCase();
  const bracketed = /^(\[[0-9a-f:.]+\])(?::\d+)?$/.exec(text);
  return bracketed?.[1] ?? text.replace(/:\d+$/, "");
}

/** Whether the name is this machine's own loopback. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host);
}

/**
 * Whether a request for this host is served. A page in a browser can make any name resolve to 127.0.0.1 (DNS rebinding),
 * but it cannot choose the Host header: names that are neither loopback, AWS's nor given by the person are refused.
 */
export function isServedHost(host: string, extraHosts: readonly string[]): boolean {
  // S3 Control's clients put an account before whatever host they are given; no name of the DNS ends in digits.
  const asked = host.replace(/^\d{12}\.(?=127\.)/, "");
  if (isLoopbackHost(asked) || host.endsWith(".localhost")) return true;
  return /\.amazonaws\.com(\.cn)?$/.test(host) || extraHosts.includes(host);
}
