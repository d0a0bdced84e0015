import { expect, it } from "vitest";
import { fuzzFrontDoor } from "../../support/fuzz/front-door.ts";

it("answers 2,000 malformed requests, none of them with a server's error", async () => {
  const { statuses, warnings } = await fuzzFrontDoor({ requests: 2_000, seed: 20_261_125 });
  expect(warnings).toEqual([]);
  // A run in which nothing gets past the front door, or everything does, tries nothing.
  for (const status of [200, 400, 403]) expect(statuses[status]).toBeGreaterThan(50);
}, 60_000);
