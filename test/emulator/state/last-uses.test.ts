import { describe, expect, it } from "vitest";
import { LastUses } from "../../../src/emulator/state/last-uses.ts";
import { MemoryStore } from "../../../src/emulator/state/memory-store.ts";
import type { Store, StoreWriter } from "../../../src/emulator/state/store.ts";

const use = (minute: number, service = "s3") => ({
  milliseconds: Date.UTC(2026, 0, 1, 0, minute, 30),
  service,
  region: "us-east-1",
});
const shown = (minute: string, service = "s3") => ({
  at: `2026-01-01T00:${minute}:00.000Z`,
  service,
  region: "us-east-1",
});

/** A store that counts what is put into it, and fails where told. */
class CountingStore extends MemoryStore {
  puts = 0;
  broken = false;

  override transaction<T>(work: (writer: StoreWriter) => T): Promise<T> {
    return super.transaction((writer) => {
      const result = work({
        ...writer,
        put: (key, value) => {
          this.puts += 1;
          writer.put(key, value);
        },
      });
      if (this.broken) throw new Error("the disk is full");
      return result;
    });
  }
}

describe("last uses", () => {
  const stored = (store: Store, id: string) => new LastUses(store).find(store, id);

  it("are found at once, and in the store when they are flushed", async () => {
    const store = new CountingStore();
    const uses = new LastUses(store);
    uses.note("AKIA1", use(1));
    expect([uses.find(store, "AKIA1"), stored(store, "AKIA1")]).toEqual([shown("01"), undefined]);
    await uses.flush();
    expect(stored(store, "AKIA1")).toEqual(shown("01"));
    expect(uses.find(store, "AKIA2")).toBeUndefined();
  });

  it("cost one write for many requests of a minute, and one more for another service", async () => {
    const store = new CountingStore();
    const uses = new LastUses(store);
    for (let i = 0; i < 100; i++) uses.note("AKIA1", use(1));
    await uses.flush();
    for (let i = 0; i < 100; i++) uses.note("AKIA1", use(1));
    await uses.flush();
    expect(store.puts).toBe(1);
    uses.note("AKIA1", use(1, "sts"));
    await uses.flush();
    expect([store.puts, stored(store, "AKIA1")]).toEqual([2, shown("01", "sts")]);
    uses.note("AKIA1", use(2, "sts"));
    await uses.flush();
    expect([store.puts, stored(store, "AKIA1")]).toEqual([3, shown("02", "sts")]);
  });

  it("are written later where they could not be written", async () => {
    const store = new CountingStore();
    const uses = new LastUses(store);
    uses.note("AKIA1", use(1));
    store.broken = true;
    await expect(uses.flush()).rejects.toThrow("the disk is full");
    store.broken = false;
    await uses.flush();
    expect(stored(store, "AKIA1")).toEqual(shown("01"));
  });

  it("are forgotten with their key, in memory and in the store", async () => {
    const store = new CountingStore();
    const uses = new LastUses(store);
    uses.note("AKIA1", use(1));
    await uses.flush();
    uses.note("AKIA1", use(2));
    await store.transaction((writer) => uses.forget(writer, "AKIA1"));
    await uses.flush();
    expect([uses.find(store, "AKIA1"), stored(store, "AKIA1")]).toEqual([undefined, undefined]);
  });

  it("are forgotten in memory where everything is", () => {
    const store = new CountingStore();
    const uses = new LastUses(store);
    uses.note("AKIA1", use(1));
    uses.clear();
    expect(uses.find(store, "AKIA1")).toBeUndefined();
  });
});
