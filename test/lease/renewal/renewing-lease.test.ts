import { beforeEach, describe, expect, it } from "vitest";
import type { Lease } from "../../../src/lease/index.ts";
import { RenewingLease } from "../../../src/lease/renewal/renewing-lease.ts";
import { refusedBy } from "../../support/refused-by.ts";
import { sampleLease } from "../sample-lease.ts";

const START = Date.parse("2026-11-26T00:00:00Z");
let now: number;
let minted: number;
let lifeSeconds: number;
let failure: Error | undefined;
let failed: unknown[];
/** The draw of chance: 0 to 255. */
let chance: number;
/** Where it is set, minting waits for it. */
let gate: Promise<void> | undefined;

async function mint(): Promise<Lease> {
  minted++;
  const id = String(minted);
  const expiration = new Date(now + lifeSeconds * 1000);
  await gate;
  if (failure !== undefined) throw failure;
  return { ...sampleLease, id, credentials: { ...sampleLease.credentials, expiration } };
}

let renewing: RenewingLease;
const idAt = async (seconds: number): Promise<string> => {
  now = START + seconds * 1000;
  const { id } = await renewing.get();
  // What was begun in the background comes to its end.
  await new Promise(setImmediate);
  return id;
};

beforeEach(() => {
  [now, minted, lifeSeconds, failure, failed, chance, gate] = [START, 0, 900, undefined, [], 0, undefined];
  renewing = new RenewingLease({
    mint,
    clock: { now: () => new Date(now) },
    random: { bytes: (count) => Buffer.alloc(count, chance) },
    onRenewalFailed: (error) => failed.push(error),
  });
});

describe("a renewing lease", () => {
  it("calls nobody before somebody asks, and then once for all who ask together", async () => {
    expect(minted).toBe(0);
    const leases = await Promise.all([renewing.get(), renewing.get(), renewing.get()]);
    expect(leases.map(({ id }) => id)).toEqual(["1", "1", "1"]);
    expect(minted).toBe(1);
  });

  it("is renewed when a fifth of its life is left before the last five minutes, in the background", async () => {
    expect([await idAt(0), await idAt(419), minted]).toEqual(["1", "1", 1]);
    expect([await idAt(420), minted]).toEqual(["1", 2]);
    expect(await idAt(421)).toBe("2");
  });

  it("is renewed up to a quarter of that earlier, by chance", async () => {
    chance = 255;
    expect([await idAt(0), await idAt(374), minted]).toEqual(["1", "1", 1]);
    await idAt(376);
    expect(minted).toBe(2);
  });

  it("is renewed no more than about a quarter of an hour early, however long it lives", async () => {
    lifeSeconds = 43_200;
    await idAt(0);
    await idAt(43_200 - 300 - 901);
    expect(minted).toBe(1);
    await idAt(43_200 - 300 - 900);
    expect(minted).toBe(2);
  });

  it("keeps the last good one while renewals fail, and tries again after a pause that grows", async () => {
    await idAt(0);
    failure = new Error("no network");
    expect([await idAt(420), minted]).toEqual(["1", 2]);
    expect(failed).toEqual([failure]);
    expect([await idAt(422), minted]).toEqual(["1", 2]);
    expect([await idAt(423), minted]).toEqual(["1", 3]);
    expect([await idAt(427), minted]).toEqual(["1", 3]);
    failure = undefined;
    expect([await idAt(429), minted]).toEqual(["1", 4]);
    expect(await idAt(430)).toBe("4");
  });

  it("is never given with less than five minutes left: then the failure is", async () => {
    await idAt(0);
    failure = new Error("no network");
    expect(await idAt(600)).toBe("1");
    await expect(idAt(601)).rejects.toBe(failure);
    failure = undefined;
    expect(await idAt(602)).toBe(String(minted));
  });

  it("is waited for where the last one is too old, by all who ask together", async () => {
    await idAt(0);
    let open = (): void => {};
    gate = new Promise((resolve) => {
      open = resolve;
    });
    now = START + 700_000;
    const asked = [renewing.get(), renewing.get()];
    open();
    expect((await Promise.all(asked)).map(({ id }) => id)).toEqual(["2", "2"]);
  });

  it("is refused where a new one is too short, which only a wrong clock can bring about", async () => {
    lifeSeconds = 299;
    expect((await refusedBy(renewing.get())).code).toBe("LeaseExpired");
  });
});
