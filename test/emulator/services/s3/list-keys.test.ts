import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareUtf8 } from "../../../../src/core/index.ts";
import { type KeyWalk, type ListingPage, listKeys } from "../../../../src/emulator/services/s3/listing/list-keys.ts";
import { afterKey, afterPrefix } from "../../../../src/emulator/services/s3/listing/successor.ts";
import { LmdbStore } from "../../../../src/emulator/state/lmdb-store.ts";
import { MemoryStore } from "../../../../src/emulator/state/memory-store.ts";
import type { Store } from "../../../../src/emulator/state/store.ts";
import { Table } from "../../../../src/emulator/state/table.ts";
import { temporaryDirectories } from "../../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();
const rows = new Table<string>("object");

/** Few letters, so that keys share prefixes; some of them are where UTF-8 and UTF-16 differ. */
const letter = fc.constantFrom("a", "b", "/", "//", "\u0000", "é", "\ud7ff", "\uffff", "😀", "\u{10ffff}");
const key = fc.array(letter, { minLength: 1, maxLength: 6 }).map((letters) => letters.join(""));
const query = fc.record({
  prefix: fc.oneof(fc.constant(""), key),
  delimiter: fc.constantFrom("", "/", "a", "//", "😀"),
  startAfter: fc.oneof(fc.constant(""), key),
  maxEntries: fc.integer({ min: 1, max: 5 }),
});

interface Query {
  readonly prefix: string;
  readonly delimiter: string;
  readonly startAfter: string;
  readonly maxEntries: number;
}

/** What AWS documents, computed the plain way. */
function expected(keys: readonly string[], { prefix, delimiter, startAfter }: Query): string[] {
  const chosen = [...keys]
    .sort(compareUtf8)
    .filter((one) => one.startsWith(prefix) && (startAfter === "" || compareUtf8(one, startAfter) > 0));
  const names = chosen.map((one) => {
    const found = delimiter === "" ? -1 : one.indexOf(delimiter, prefix.length);
    return found === -1 ? `key ${one}` : `prefix ${one.slice(0, found + delimiter.length)}`;
  });
  return [...new Set(names)];
}

/** All pages of a listing, each checked, joined. */
function listAll(walk: KeyWalk<string>, { startAfter, ...rest }: Query): string[] {
  const all: string[] = [];
  let start: string | undefined = startAfter === "" ? "" : afterKey(startAfter);
  while (start !== undefined) {
    const page: ListingPage<string> = listKeys(walk, { ...rest, start });
    const names = [
      ...page.entries.map(([one]) => ({ name: `key ${one}`, at: one })),
      ...page.commonPrefixes.map((one) => ({ name: `prefix ${one}`, at: one })),
    ];
    expect(names.length).toBeLessThanOrEqual(rest.maxEntries);
    // A page that says that there is more is full; only then is the next not empty.
    if (page.next !== undefined) expect(names).toHaveLength(rest.maxEntries);
    expect(names.length > 0 || start === "" || startAfter !== "").toBe(true);
    all.push(...names.sort((a, b) => compareUtf8(a.at, b.at)).map(({ name }) => name));
    start = page.next;
  }
  return all;
}

describe.each([
  ["MemoryStore", (): Store => new MemoryStore()],
  ["LmdbStore", (): Store => new LmdbStore(newDirectory())],
])("a listing of %s", (_name, open) => {
  it("has, its pages joined, every key and every group once, in UTF-8 order", async () => {
    const store = open();
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(key, { maxLength: 40 }),
        fc.array(query, { minLength: 8, maxLength: 8 }),
        async (keys, queries) => {
          await store.clear();
          await store.transaction((writer) => {
            for (const one of keys) rows.put(writer, ["bucket", one], one);
            rows.put(writer, ["bucket2", "foreign"], "foreign");
          });
          const walk: KeyWalk<string> = (options) => rows.rows(store, { under: ["bucket"], ...options });
          for (const one of queries) expect(listAll(walk, one)).toEqual(expected(keys, one));
        },
      ),
      { numRuns: 60 },
    );
    await store.close();
  });
});

describe("listKeys", () => {
  const keys = ["a/1", "a/2", "a/3", "b", "c/1", "c/2"];

  it("steps over a group by a seek, and does not walk its keys", () => {
    const walked: string[] = [];
    const walk: KeyWalk<string> = function* ({ prefix, start = prefix }) {
      for (const one of keys) {
        if (!one.startsWith(prefix) || one < start) continue;
        walked.push(one);
        yield [one, one];
      }
    };
    const page = listKeys(walk, { prefix: "", delimiter: "/", start: "", maxEntries: 10 });
    expect([page.commonPrefixes, page.entries.map(([one]) => one)]).toEqual([["a/", "c/"], ["b"]]);
    expect(walked).toEqual(["a/1", "b", "c/1"]);
  });

  it("lists nothing where nothing is asked for, and does not say that there is more", () => {
    const walk: KeyWalk<string> = () => keys.map((one) => [one, one] as const);
    expect(listKeys(walk, { prefix: "", delimiter: "", start: "", maxEntries: 0 })).toEqual({
      entries: [],
      commonPrefixes: [],
      next: undefined,
    });
  });
});

describe("the successor of a prefix", () => {
  it.each([
    ["a/", "a0"],
    ["a\ud7ff", "a\ue000"],
    ["a\uffff", "a\u{10000}"],
    ["a\u{10ffff}", "b"],
    ["\u{10ffff}", undefined],
    ["", undefined],
  ])("of %j is %j", (prefix, successor) => {
    expect(afterPrefix(prefix)).toBe(successor);
  });

  it("comes after everything that has the prefix, and before whatever else comes after it", () => {
    fc.assert(
      fc.property(key, key, (prefix, other) => {
        const successor = afterPrefix(prefix);
        if (successor === undefined) return;
        const comesBefore = compareUtf8(other, successor) < 0;
        expect(comesBefore).toBe(other.startsWith(prefix) || compareUtf8(other, prefix) < 0);
      }),
    );
  });
});
