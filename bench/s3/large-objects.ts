import type { Part } from "./part.ts";
import { Rates } from "./rates.ts";
import { drain, type Server, send } from "./streamed-requests.ts";
import { BUCKET } from "./target.ts";
import { withBareServer, withTargets } from "./targets.ts";

export const LARGE_BYTES: number = 1024 ** 3;
const PATH = `/${BUCKET}/k-large`;
const CHUNK = Buffer.alloc(1024 * 1024, "0123456789abcdef");

/** 1 GiB in one PUT, beside Ceph and a server that does almost nothing. */
export const largeObjects: Part = {
  name: "large",
  about: "1 GiB in one PUT, and one GET",
  run: (options) =>
    withTargets({ ...options, without: ["s3rver"] }, (targets) =>
      withBareServer(async (bare) => {
        const rates = new Rates(" MiB/s");
        // The first round warms up.
        for (let round = 0; round <= options.rounds; round++) {
          for (const target of [...targets, bare]) {
            const put = await speed(() => putLarge(target));
            const get = await speed(() => getLarge(target, PATH));
            if (round === 0) continue;
            rates.note("PUT", target, put);
            rates.note("GET", target, get);
          }
        }
        rates.print("1 GiB, one PUT");
      }),
    ),
};

/** How fast 1 GiB goes, in MiB a second. */
export async function speed(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return LARGE_BYTES / 1024 ** 2 / ((performance.now() - started) / 1000);
}

/** Gets an object of 1 GiB. */
export async function getLarge(server: Server, path: string): Promise<void> {
  await drain(await send(server, { method: "GET", path }), LARGE_BYTES);
}

async function putLarge(server: Server): Promise<void> {
  await drain(await send(server, { method: "PUT", path: PATH, body: { bytes: LARGE_BYTES, chunks: chunks() } }), 0);
}

function* chunks(): Generator<Buffer> {
  for (let sent = 0; sent < LARGE_BYTES; sent += CHUNK.length) yield CHUNK;
}
