import { describe, expect, it } from "vitest";
import { pendingTransaction, type TransactionTarget } from "../../../src/emulator/state/lmdb-transaction.ts";

/** A database of one key, whose writes fail once they were `good`. */
function failing(good: number): TransactionTarget {
  let left = good;
  const write = (): boolean => {
    if (left-- > 0) return true;
    throw new Error("no room");
  };
  const database = { getBinary: () => Buffer.from("before"), putSync: write, removeSync: write };
  const reader = { get: () => undefined, range: () => [], keys: () => [] };
  const writing = (): void => {};
  const isKnownAbsent = (): boolean => false;
  return { database: database as unknown as TransactionTarget["database"], reader, isKnownAbsent, writing };
}

const change = (outcomes: string[]) =>
  pendingTransaction(
    (writer) => {
      writer.put("key", 1);
      throw new Error("on purpose");
    },
    { resolve: () => outcomes.push("resolved"), reject: (error) => outcomes.push((error as Error).message) },
  );

describe("a transaction of a group", () => {
  it("is undone where it throws, and told so once the group is on the disk", () => {
    const outcomes: string[] = [];
    const transaction = change(outcomes);
    transaction.run(failing(2));
    expect(outcomes).toEqual([]);
    transaction.settle();
    expect(outcomes).toEqual(["on purpose"]);
  });

  it("fails its whole group where it cannot be undone", () => {
    expect(() => change([]).run(failing(1))).toThrow("no room");
  });
});
