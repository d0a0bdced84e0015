import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openState } from "../../../src/emulator/open-state.ts";
import type { EmulatorState } from "../../../src/emulator/state/state.ts";
import {
  findWaitHandleByUrl,
  newWaitHandle,
  putWaitHandle,
  removeWaitHandle,
  type WaitHandleRecord,
} from "../../../src/emulator/state/wait-handles.ts";
import {
  clearWaitSignals,
  listWaitSignals,
  MAX_WAIT_SIGNALS,
  putWaitSignal,
  readWaitSignal,
} from "../../../src/emulator/state/wait-signals.ts";

const KEY = "arn:aws:cloudformation:us-east-1:111111111111:stack/s/1/2/Handle";

async function kept(state: EmulatorState): Promise<WaitHandleRecord> {
  const handle = newWaitHandle({ accountId: "111111111111", key: KEY }, state);
  await state.store.transaction((writer) => putWaitHandle(writer, handle));
  return handle;
}

const signal = (uniqueId: string) =>
  ({ status: "SUCCESS", uniqueId, reason: "", data: "" }) as const satisfies ReturnType<typeof readWaitSignal>;

describe("A wait handle", () => {
  it("is found by its whole URL and account alone", async () => {
    const { state } = await openState({});
    state.ownEndpoint.set("http://127.0.0.1:4566");
    const { url, secretAccessKey } = await kept(state);
    const find = (accountId: string, text: string) => findWaitHandleByUrl(state.store, accountId, text)?.key;
    expect(find("111111111111", url)).toBe(KEY);
    expect(find("222222222222", url)).toBeUndefined();
    expect(find("111111111111", `${url}0`)).toBeUndefined();
    expect(find("111111111111", "")).toBeUndefined();
    expect(url).not.toContain(secretAccessKey);
  });

  it("outlives a restart with what it was told", async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), "wait-handles-"));
    try {
      const first = await openState({ dataDirectory });
      first.state.ownEndpoint.set("http://127.0.0.1:4566");
      const handle = await kept(first.state);
      // Longer than any key of the database.
      const long = signal("u".repeat(5000));
      await first.state.store.transaction((writer) => putWaitSignal(writer, handle, long));
      await first.close();
      const second = await openState({ dataDirectory });
      expect(findWaitHandleByUrl(second.state.store, handle.accountId, handle.url)).toEqual(handle);
      expect(listWaitSignals(second.state.store, handle)).toEqual([long]);
      await second.close();
    } finally {
      rmSync(dataDirectory, { recursive: true });
    }
  });

  it("takes no more signals than its bound, each id once, and leaves none behind", async () => {
    const { state } = await openState({});
    state.ownEndpoint.set("http://127.0.0.1:4566");
    const [handle, other] = [await kept(state), await kept(state)];
    await state.store.transaction((writer) => {
      for (let i = 0; i < MAX_WAIT_SIGNALS; i++) expect(putWaitSignal(writer, handle, signal(`${i}`))).toBe(true);
      expect(putWaitSignal(writer, handle, signal("more"))).toBe(false);
      expect(putWaitSignal(writer, handle, signal("0"))).toBe(true);
      expect(putWaitSignal(writer, other, signal("0"))).toBe(true);
      expect(listWaitSignals(writer, handle)).toHaveLength(MAX_WAIT_SIGNALS);
      clearWaitSignals(writer, handle);
      removeWaitHandle(writer, handle);
    });
    expect(listWaitSignals(state.store, handle)).toEqual([]);
    expect(listWaitSignals(state.store, other)).toEqual([signal("0")]);
  });
});

describe("What is sent to a wait handle", () => {
  it.each(["", "null", "7", "[]", "{}", '{"Status":"SUCCESS"}', '{"Status":"MAYBE","UniqueId":"a"}'])(
    "is no signal: %s",
    (text) => {
      expect(readWaitSignal(text)).toEqual({ status: "unparsable" });
    },
  );

  it.each(["UniqueId", "Reason", "Data"])("has texts alone: %s", (name) => {
    const text = JSON.stringify({ Status: "SUCCESS", UniqueId: "a", [name]: { a: 1 } });
    expect(readWaitSignal(text)).toEqual({ status: "unparsable" });
  });

  it("counts its data in bytes", () => {
    const told = (Data: string) => readWaitSignal(JSON.stringify({ Status: "SUCCESS", UniqueId: "a", Data })).status;
    expect(told("é".repeat(2048))).toBe("SUCCESS");
    expect(told(`${"é".repeat(2048)}x`)).toBe("unparsable");
  });
});
