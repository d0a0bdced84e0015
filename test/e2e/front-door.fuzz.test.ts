import { expect, it } from "vitest";
import { fuzzFrontDoor } from "../support/fuzz/front-door.ts";

const REQUESTS = 100_000;
/**
 * What may be kept of 90,000 requests more: the log keeps the last 1,000 whatever they are, and the caches of policies
 * and sessions are bounded. A kilobyte kept of each request would come to 90 MB.
 */
const MAX_HEAP_GROWTH_BYTES: number = 32 * 1024 ** 2;
/** V8 gives little back to the system, and the garbage of the client and of the test itself is in it. */
const MAX_RSS_GROWTH_BYTES: number = 256 * 1024 ** 2;

const seed = Number(process.env.KEYLEASE_FUZZ_SEED ?? Date.now() % 2 ** 31);

it(`answers ${REQUESTS} malformed requests (KEYLEASE_FUZZ_SEED=${seed}), and keeps nothing of them`, async () => {
  const { statuses, warnings, heapGrowthBytes, rssGrowthBytes } = await fuzzFrontDoor({ requests: REQUESTS, seed });
  process.stderr.write(
    `statuses ${JSON.stringify(statuses)}, heap +${heapGrowthBytes}, RSS +${rssGrowthBytes} bytes\n`,
  );
  expect(warnings).toEqual([]);
  for (const status of [200, 400, 403]) expect(statuses[status]).toBeGreaterThan(1_000);
  expect(heapGrowthBytes).toBeLessThan(MAX_HEAP_GROWTH_BYTES);
  expect(rssGrowthBytes).toBeLessThan(MAX_RSS_GROWTH_BYTES);
}, 290_000);
