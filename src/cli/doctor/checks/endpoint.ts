import type { Check } from "../check.ts";

/** Where STS and S3 answer, and whether secrets are safe on the way. */
export const endpoint: Check = {
  id: "endpoint",
  async run(world) {
    const addresses = [...new Set(Object.values(world.addresses))];
    const greetings = await Promise.all([world.greeting("sts"), world.greeting("s3")]);
    const seen = [...new Set(greetings.map(({ url, server }) => (server === undefined ? url : `${url} (${server})`)))];
    const text = seen.join(", ");
    if (addresses.some(isClear)) {
      return {
        status: "fail",
        seen: text,
        advice: "Use https: over plain http everybody on the way can read the lease.",
      };
    }
    if (addresses.some((url) => new URL(url).hostname === "localhost")) {
      return {
        status: "warn",
        seen: text,
        advice: "Write http://127.0.0.1:PORT: some SDKs make BUCKET.localhost of a host name, which is nowhere.",
      };
    }
    return { status: "ok", seen: text };
  },
};

function isClear(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return (
    protocol === "http:" && hostname !== "localhost" && hostname !== "[::1]" && !/^127(\.\d{1,3}){3}$/.test(hostname)
  );
}
