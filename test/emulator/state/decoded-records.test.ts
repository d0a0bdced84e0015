import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ABSENT, DecodedRecords } from "../../../src/emulator/state/decoded-records.ts";
import { LmdbStore } from "../../../src/emulator/state/lmdb-store.ts";
import type { StoreReader } from "../../../src/emulator/state/store.ts";
import { storeContract } from "../../contract/store.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();

/** A store that keeps what it has decoded. */
function openStore(): LmdbStore {
  const store = new LmdbStore(newDirectory());
  store.writtenByUsAlone();
  return store;
}

storeContract("LmdbStore that nobody else writes to", async () => openStore());

const KEYS = ["a", "b", "c"] as const;

/** A walk reads the records themselves, and nothing that is kept of them. */
function walked(reader: StoreReader, key: string): unknown {
  for (const [found, record] of reader.range({ prefix: key, start: key })) if (found === key) return record;
  return undefined;
}

function expectSame(reader: StoreReader): void {
  expect(KEYS.map((key) => reader.get(key))).toEqual(KEYS.map((key) => walked(reader, key)));
}

const step = fc.record({
  changes: fc.array(fc.record({ key: fc.constantFrom(...KEYS), value: fc.option(fc.nat(9)) }), { maxLength: 4 }),
  throws: fc.boolean(),
  /** Turns of the event loop until the next one is asked for. */
  turns: fc.nat(2),
  /** Whether everything is read in between, so that it is kept. */
  reads: fc.boolean(),
});

describe("records that were decoded once", () => {
  let store: LmdbStore;
  beforeEach(() => {
    store = openStore();
  });
  afterEach(() => store.close());

  it("are at every moment what a walk finds", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const asked: Promise<void>[] = [];
        for (const { changes, throws, turns, reads } of steps) {
          const transaction = store.transaction((writer) => {
            for (const { key, value } of changes) {
              if (reads) expectSame(writer);
              if (value === null) writer.remove(key);
              else writer.put(key, { value });
              expectSame(writer);
            }
            if (throws) throw new Error("on purpose");
          });
          // The first that comes after the answer reads what was answered.
          asked.push(
            transaction.then(
              () => expectSame(store),
              (error: Error) => expect(error.message).toBe("on purpose"),
            ),
          );
          if (reads) expectSame(store);
          for (let turn = 0; turn < turns; turn++) {
            await nextTurn();
            if (reads) expectSame(store);
          }
        }
        await Promise.all(asked);
        expectSame(store);
      }),
      { numRuns: 40 },
    );
  });

  it("show a write to whoever was told of it, however often the record was read before", async () => {
    await store.transaction((writer) => writer.put("key", { round: 0 }));
    for (let round = 1; round <= 100; round++) {
      let isOver = false;
      const written = store
        .transaction((writer) => writer.put("key", { round }))
        .then(() => {
          isOver = true;
          return store.get("key");
        });
      while (!isOver) {
        const { round: seen } = store.get("key") as { round: number };
        expect([round - 1, round]).toContain(seen);
        await nextTurn();
      }
      expect(await written).toEqual({ round });
    }
  });

  it("are the very same ones until they are written to", async () => {
    await store.transaction((writer) => {
      writer.put("key", { value: 1 });
      writer.put("other", { value: 1 });
    });
    const first = store.get("key");
    expect(store.get("key")).toBe(first);
    await store.transaction((writer) => writer.put("other", { value: 2 }));
    expect(store.get("key")).toBe(first);
    await store.transaction((writer) => writer.put("key", { value: 1 }));
    expect(store.get("key")).not.toBe(first);
  });
});

describe("DecodedRecords", () => {
  it("holds at most two generations, and what is asked for stays", () => {
    const records = new DecodedRecords();
    records.keep("asked for", { value: 1 });
    for (let i = 0; i < 5000; i++) {
      records.keep(`key ${i}`, { i });
      records.get("asked for");
    }
    const held = Array.from({ length: 5000 }, (_, i) => records.get(`key ${i}`)).filter((one) => one !== undefined);
    expect(records.get("asked for")).toEqual({ value: 1 });
    expect(held.length).toBeLessThanOrEqual(200);
  });

  it("holds neither bytes nor what is being written to", () => {
    const records = new DecodedRecords();
    records.keep("bytes", new Uint8Array(3));
    records.keep("key", { value: 1 });
    records.writing("key");
    records.keep("key", { value: 2 });
    records.keep("key", ABSENT);
    expect([records.get("bytes"), records.get("key")]).toEqual([undefined, undefined]);
    records.settled();
    records.keep("key", { value: 3 });
    expect(records.get("key")).toEqual({ value: 3 });
    for (let i = 0; i < 120; i++) records.keep(`key ${i}`, { i });
    records.writing("key");
    records.settled();
    expect(records.get("key")).toBeUndefined();
  });
});
