import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { compareUtf8 } from "../../src/core/index.ts";
import { MAX_KEY_BYTES, type RangeOptions, type Store } from "../../src/emulator/state/store.ts";

const keysIn = (store: Pick<Store, "range">, options: RangeOptions): string[] =>
  [...store.range(options)].map(([key]) => key);

/** What every store must do. `open` gives an empty one. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`${name} as a store`, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const fill = (...keys: string[]): Promise<void> =>
      store.transaction((writer) => {
        for (const key of keys) writer.put(key, key);
      });

    it.each([
      ["text", "x"],
      ["number", 12.5],
      ["true", true],
      ["record", { a: [1, "b", { c: false }], d: "é😀" }],
    ])("gives back a %s", async (_kind, value) => {
      await store.transaction((writer) => writer.put("key", value));
      expect(store.get("key")).toEqual(value);
    });

    it("has nothing where nothing was put or it was removed", async () => {
      await fill("a");
      await store.transaction((writer) => {
        writer.remove("a");
        writer.remove("never there");
      });
      expect([store.get("a"), store.get("b")]).toEqual([undefined, undefined]);
    });

    it("returns what the transaction returned", async () => {
      await expect(store.transaction(() => "result")).resolves.toBe("result");
    });

    it("keeps none of the writes of a transaction that throws", async () => {
      await fill("kept", "removed");
      const failing = store.transaction((writer) => {
        writer.put("new", 1);
        writer.put("kept", "changed");
        writer.remove("removed");
        throw new Error("on purpose");
      });
      await expect(failing).rejects.toThrow("on purpose");
      expect(keysIn(store, { prefix: "" })).toEqual(["kept", "removed"]);
      expect(store.get("kept")).toBe("kept");
    });

    it("keeps what is added where nothing has ever been, and none of it where the transaction throws", async () => {
      await store.transaction((writer) => writer.add("added", Buffer.from("bytes")));
      const failing = store.transaction((writer) => {
        writer.add("given up", 1);
        writer.add("changed and given up", 1);
        writer.put("changed and given up", 2);
        throw new Error("on purpose");
      });
      await expect(failing).rejects.toThrow("on purpose");
      expect(Buffer.from(store.get("added") as Uint8Array).toString()).toBe("bytes");
      expect(keysIn(store, { prefix: "" })).toEqual(["added"]);
    });

    it("shows a transaction what it has added, and whoever asks later", async () => {
      // Asked before, so that a store which holds answers has one to give up.
      expect(store.get("added")).toBeUndefined();
      await store.transaction((writer) => {
        writer.add("added", "value");
        expect(writer.get("added")).toBe("value");
      });
      expect(store.get("added")).toBe("value");
    });

    it("refuses to add a key over its limit", async () => {
      const adding = store.transaction((writer) => writer.add("k".repeat(MAX_KEY_BYTES + 1), 1));
      await expect(adding).rejects.toThrow(RangeError);
    });

    it("shows a transaction its own writes, and forgets them where it throws", async () => {
      await fill("b");
      let seen: unknown;
      const failing = store.transaction((writer) => {
        writer.put("a", 1);
        writer.remove("b");
        seen = [writer.get("a"), writer.get("b"), keysIn(writer, { prefix: "" })];
        throw new Error("on purpose");
      });
      await expect(failing).rejects.toThrow("on purpose");
      expect(seen).toEqual([1, undefined, ["a"]]);
      expect(keysIn(store, { prefix: "" })).toEqual(["b"]);
    });

    it("runs transactions one after the other, however many are asked for at once", async () => {
      const increments = Array.from({ length: 100 }, () =>
        store.transaction((writer) => {
          const next = ((writer.get("counter") as number | undefined) ?? 0) + 1;
          writer.put("counter", next);
          return next;
        }),
      );
      const results = await Promise.all(increments);
      expect(new Set(results).size).toBe(100);
      expect(store.get("counter")).toBe(100);
    });

    it("lets a transaction fail amid others without harm to them", async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 30 }, (_, i) =>
          store.transaction((writer) => {
            writer.put(`key ${i}`, i);
            if (i % 3 === 0) throw new Error("on purpose");
          }),
        ),
      );
      expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(10);
      expect(keysIn(store, { prefix: "" })).toHaveLength(20);
      expect(store.get("key 3")).toBeUndefined();
    });

    it("has after transactions of one moment what those have done that did not throw", async () => {
      const change = fc.record({ key: fc.constantFrom("a", "b", "c"), value: fc.option(fc.nat(9)) });
      const transaction = fc.record({ changes: fc.array(change, { maxLength: 6 }), throws: fc.boolean() });
      await fc.assert(
        fc.asyncProperty(fc.array(transaction, { maxLength: 8 }), async (transactions) => {
          await store.clear();
          const expected = new Map<string, unknown>();
          const done = transactions.map(({ changes, throws }) => {
            if (!throws) for (const { key, value } of changes) expected.set(key, value ?? undefined);
            return store.transaction((writer) => {
              for (const { key, value } of changes) {
                if (value === null) writer.remove(key);
                else writer.put(key, { value });
              }
              if (throws) throw new Error("on purpose");
            });
          });
          await Promise.allSettled(done);
          for (const key of ["a", "b", "c"]) {
            const value = expected.get(key);
            expect(store.get(key)).toEqual(value === undefined ? undefined : { value });
          }
        }),
        { numRuns: 60 },
      );
    });

    it("puts bytes back as they were where a transaction throws", async () => {
      const bytes = Uint8Array.from({ length: 300 }, (_, i) => i % 256);
      await store.transaction((writer) => writer.put("bytes", bytes));
      const failing = store.transaction((writer) => {
        writer.put("bytes", "something else");
        writer.remove("bytes");
        throw new Error("on purpose");
      });
      await expect(failing).rejects.toThrow("on purpose");
      expect(Buffer.from(store.get("bytes") as Uint8Array)).toEqual(Buffer.from(bytes));
    });

    it("walks keys in the order of their UTF-8 bytes, characters beyond U+FFFF last", async () => {
      // By UTF-16 units, U+1F600 (a surrogate pair from U+D83D on) would come before U+FF5E.
      const ordered = ["", "\u0000", "A", "a", "a\u0000", "a/", "a0", "é", "\ud7ff", "\uff5e", "\uffff", "😀"];
      await fill(...[...ordered].reverse().map((key) => `p${key}`));
      expect(keysIn(store, { prefix: "p" })).toEqual(ordered.map((key) => `p${key}`));
    });

    it("walks only what has the prefix, from the start on, which it includes", async () => {
      await fill("a", "b/1", "b/2", "b/3", "b0", "c");
      expect(keysIn(store, { prefix: "b/" })).toEqual(["b/1", "b/2", "b/3"]);
      expect(keysIn(store, { prefix: "b/", start: "b/2" })).toEqual(["b/2", "b/3"]);
      expect(keysIn(store, { prefix: "b/", start: "b/25" })).toEqual(["b/3"]);
      expect(keysIn(store, { prefix: "b/", start: "b/9" })).toEqual([]);
      expect(keysIn(store, { prefix: "z" })).toEqual([]);
    });

    it("walks keys without their values as it walks both", async () => {
      await fill("a", "b/1", "b/2", "b0", "c");
      for (const options of [{ prefix: "" }, { prefix: "b/" }, { prefix: "b/", start: "b/15" }, { prefix: "z" }]) {
        expect([...store.keys(options)]).toEqual(keysIn(store, options));
      }
      await store.transaction((writer) => {
        writer.remove("b/1");
        expect([...writer.keys({ prefix: "b/" })]).toEqual(["b/2"]);
      });
    });

    it("calls what is to come after a commit then, and never where the transaction throws", async () => {
      const called: string[] = [];
      await store.transaction((writer) => {
        writer.put("a", 1);
        writer.afterCommit(() => called.push(`a is ${JSON.stringify(store.get("a"))}`));
        expect(called).toEqual([]);
      });
      const failing = store.transaction((writer) => {
        writer.afterCommit(() => called.push("never"));
        throw new Error("on purpose");
      });
      await expect(failing).rejects.toThrow("on purpose");
      expect(called).toEqual(["a is 1"]);
    });

    it("orders and finds any keys as compareUtf8 and startsWith say", async () => {
      const key = fc.string({ unit: "binary", maxLength: 6 }).map((text) => `k${text}`);
      await fc.assert(
        fc.asyncProperty(fc.uniqueArray(key, { maxLength: 30 }), key, async (keys, prefix) => {
          await store.clear();
          await fill(...keys);
          const expected = keys.filter((one) => one.startsWith(prefix)).sort(compareUtf8);
          expect(keysIn(store, { prefix })).toEqual(expected);
        }),
        { numRuns: 40 },
      );
    });

    it("refuses a key over its limit, keeps nothing of that transaction, and goes on", async () => {
      const atLimit = "é".repeat(MAX_KEY_BYTES / 2);
      const over = `${atLimit}a`;
      const failing = store.transaction((writer) => {
        writer.put("before", 1);
        writer.put(over, 1);
      });
      await expect(failing).rejects.toThrow(RangeError);
      await fill(atLimit, "after");
      expect(keysIn(store, { prefix: "" })).toEqual(["after", atLimit]);
      expect(store.get(atLimit)).toBe(atLimit);
    });

    it.each([MAX_KEY_BYTES + 1, 100_000])("finds nothing under a key of %i bytes, and goes on", async (bytes) => {
      const atLimit = "k".repeat(MAX_KEY_BYTES);
      const long = "k".repeat(bytes);
      await fill(atLimit, "l");
      expect(store.get(long)).toBeUndefined();
      expect(keysIn(store, { prefix: long })).toEqual([]);
      expect(keysIn(store, { prefix: "", start: long })).toEqual(["l"]);
      await store.transaction((writer) => writer.remove(long));
      expect(keysIn(store, { prefix: "" })).toEqual([atLimit, "l"]);
    });

    it("forgets everything when it is cleared", async () => {
      await fill("a", "b");
      await store.clear();
      expect(keysIn(store, { prefix: "" })).toEqual([]);
    });
  });
}
