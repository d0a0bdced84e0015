import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { LmdbStore } from "../../../src/emulator/state/lmdb-store.ts";
import { storeContract } from "../../contract/store.ts";
import { temporaryDirectories } from "../../support/temporary-directory.ts";

const newDirectory = temporaryDirectories();

storeContract("LmdbStore", async () => new LmdbStore(newDirectory()));

describe("LmdbStore", () => {
  it("has what was written when it is opened again, in order", async () => {
    const directory = newDirectory();
    const first = new LmdbStore(directory);
    await first.transaction((writer) => {
      for (const key of ["b", "😀", "a", "\uffff"]) writer.put(key, { key });
    });
    await first.close();
    const second = new LmdbStore(directory);
    expect([...second.range({ prefix: "" })].map(([key]) => key)).toEqual(["a", "b", "\uffff", "😀"]);
    expect(second.get("😀")).toEqual({ key: "😀" });
    await second.close();
  });

  it("has none of a failed transaction's writes when it is opened again", async () => {
    const directory = newDirectory();
    const first = new LmdbStore(directory);
    await first.transaction((writer) => writer.put("kept", 1));
    const failing = first.transaction((writer) => {
      writer.put("lost", 1);
      throw new Error("on purpose");
    });
    await expect(failing).rejects.toThrow("on purpose");
    await first.close();
    const second = new LmdbStore(directory);
    expect([...second.range({ prefix: "" })].map(([key]) => key)).toEqual(["kept"]);
    await second.close();
  });

  it("commits together what comes in a turn and in those behind it, as long as more comes", async () => {
    const store = new LmdbStore(newDirectory());
    const settled: string[] = [];
    const put = (key: string): Promise<void> =>
      store.transaction((writer) => writer.put(key, key)).then(() => void settled.push(key));
    const first = put("first");
    const turns = ["second", "third", "fourth"].map((key, i) => afterTurns(i).then(() => put(key)));
    await first;
    // One commit settles all of its transactions before anything else can happen.
    await Promise.resolve();
    expect(settled).toEqual(["first", "second", "third", "fourth"]);
    await Promise.all(turns);
    await store.close();
  });

  it("lets few behind many wait a moment for others, once", async () => {
    const store = new LmdbStore(newDirectory());
    const put = (key: string): Promise<void> => store.transaction((writer) => writer.put(key, key));
    await Promise.all(Array.from({ length: 9 }, (_, i) => put(`many ${i}`)));
    vi.useFakeTimers({ toFake: ["setTimeout"] });
    try {
      const settled: string[] = [];
      const first = put("first").then(() => settled.push("first"));
      await afterTurns(20);
      expect(settled).toEqual([]);
      const second = put("second").then(() => settled.push("second"));
      vi.advanceTimersByTime(1);
      await first;
      await Promise.resolve();
      expect(settled).toEqual(["first", "second"]);
      await second;
      // Behind a group as small as itself nobody waits, as no time passes here.
      await put("third");
    } finally {
      vi.useRealTimers();
      await store.close();
    }
  });

  it("commits at some time, even if more comes with every turn", async () => {
    const store = new LmdbStore(newDirectory());
    let isOver = false;
    const first = store
      .transaction((writer) => writer.put("first", 1))
      .then(() => {
        isOver = true;
      });
    const others: Promise<void>[] = [];
    while (!isOver && others.length < 100_000) {
      others.push(store.transaction((writer) => writer.put(`other ${others.length}`, 1)));
      await nextTurn();
    }
    expect(isOver).toBe(true);
    await first;
    await Promise.all(others);
    await store.close();
  });
});

async function afterTurns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn++) await nextTurn();
}
