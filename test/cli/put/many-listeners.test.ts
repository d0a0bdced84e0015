import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Renewal } from "../../../src/cli/lease-ways.ts";
import { manyListeners } from "../../../src/cli/put/many-listeners.ts";
import { sampleLease } from "../../lease/sample-lease.ts";

const START = Date.parse("2026-01-01T00:00:00Z");
const MIB = 1024 ** 2;
const perhaps: Renewal = { kind: "perhaps", text: "is renewed only where `lease.json` comes to hold a newer one" };
const endsAfter = (seconds: number) => ({
  ...sampleLease,
  credentials: { ...sampleLease.credentials, expiration: new Date(START + seconds * 1000) },
});

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Watches an upload of 1,000 MiB in 10 files. */
function watch({ renewal = perhaps, json = false, quiet = false, seconds = [3600, 900] } = {}) {
  const notes: string[] = [];
  const output = { note: (text: string) => notes.push(text), interactive: false } as never;
  const { onProgress, onEvent } = manyListeners({ quiet, json }, { leases: seconds.map(endsAfter), renewal }, output);
  return {
    told: () => notes.filter((note) => /lease|time-short/.test(note)),
    onEvent,
    at: (second: number, doneMib: number) => {
      vi.setSystemTime(START + second * 1000);
      vi.advanceTimersByTime(5_000);
      const found = { foundFiles: 10, foundBytes: 1000 * MIB, isWalked: true, inFlight: [] };
      onProgress?.({ ...found, doneFiles: 1, doneBytes: doneMib * MIB });
    },
    watches: onProgress !== undefined,
  };
}

describe("the time that leases live, while several files are uploaded", () => {
  it("is told of once where the one that ends first ends too soon by the rate so far", () => {
    const { at, told } = watch();
    at(0, 0);
    at(60, 6);
    at(120, 12);
    expect(told()).toEqual([
      expect.stringMatching(
        /^the lease lives another 1\d min \d+ s and is renewed only where `lease.json` comes to hold a newer one, but at this rate the upload takes another 2 h/,
      ),
    ]);
  });

  it("is an event for programs", () => {
    const { at, told } = watch({ json: true });
    at(0, 0);
    at(60, 6);
    expect(told().map((note) => JSON.parse(note))).toEqual([
      { event: "time-short", secondsLeft: expect.any(Number), secondsNeeded: expect.any(Number) },
    ]);
  });

  it("is not told of where the files are fast enough, and where another lease is sure", () => {
    const fast = watch();
    const sure = watch({ renewal: { kind: "sure" } });
    for (const { at } of [fast, sure]) {
      at(0, 0);
      at(60, fast.at === at ? 200 : 6);
    }
    expect([...fast.told(), ...sure.told()]).toEqual([]);
  });

  it("is told of anew after a renewal", () => {
    const { at, told, onEvent } = watch();
    at(0, 0);
    at(60, 6);
    onEvent?.({ event: "renewed", leaseId: "other", expiresAt: new Date(START + 1800_000) });
    at(180, 12);
    expect(told()).toHaveLength(3);
  });

  it("is nobody's concern where nothing is to be told", () => {
    expect(watch({ quiet: true }).watches).toBe(false);
  });
});
