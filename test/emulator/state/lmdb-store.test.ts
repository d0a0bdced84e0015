import { describe, expect, it } from "vitest";
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
});
