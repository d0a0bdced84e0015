import type { StoreReader } from "../../../state/store.ts";
import {
  findWaitHandleByUrl,
  newWaitHandle,
  putWaitHandle,
  removeWaitHandle,
  type WaitHandleRecord,
} from "../../../state/wait-handles.ts";
import { clearWaitSignals, listWaitSignals, type WaitSignal } from "../../../state/wait-signals.ts";
import { newUuid } from "../physical-ids.ts";
import { InvalidPropertiesError } from "../resources/refusals.ts";
import type { WaitHandles } from "../resources/resource-type.ts";
import type { EngineContext } from "./engine-context.ts";
import { SignalError } from "./receive-signals.ts";
import { waitByClock } from "./wait-by-clock.ts";

/** The wait handles of a stack's account, as its resources work with them. */
export function waitHandles(
  { state, stack }: EngineContext,
  { logicalId, cancelled }: { logicalId: string; cancelled: AbortSignal },
): WaitHandles {
  const { store } = state;
  const newId = (): string => `${stack.stackId}/${newUuid(state.random)}/${logicalId}`;
  const find = (reader: StoreReader, url: string): WaitHandleRecord | undefined =>
    findWaitHandleByUrl(reader, stack.accountId, url);
  return {
    newId,
    async open() {
      const handle = newWaitHandle({ accountId: stack.accountId, key: newId() }, state);
      await store.transaction((writer) => putWaitHandle(writer, handle));
      return { url: handle.url, id: handle.key };
    },
    async close(url) {
      await store.transaction((writer) => {
        const handle = find(writer, url);
        if (handle === undefined) return;
        clearWaitSignals(writer, handle);
        removeWaitHandle(writer, handle);
      });
    },
    find(url) {
      const handle = find(store, url);
      if (handle === undefined) throw new InvalidPropertiesError("Handle is no URL of a wait condition handle");
      return handle.key;
    },
    async receive(url, { count, timeoutSeconds }) {
      let received = 0;
      const look = (): Readonly<Record<string, string>> | undefined => {
        const handle = find(store, url);
        const data = handle === undefined ? {} : dataOfSuccesses(listWaitSignals(store, handle));
        received = Object.keys(data).length;
        return received >= count ? data : undefined;
      };
      const data = await waitByClock(look, { timeoutSeconds, cancelled }, state);
      if (data !== undefined) return JSON.stringify(data);
      throw new SignalError(`WaitCondition timed out. Received ${received} conditions when expecting ${count}`);
    },
  };
}

/** @throws SignalError where a signal says that something failed, or where there is one that says nothing. */
function dataOfSuccesses(signals: readonly WaitSignal[]): Readonly<Record<string, string>> {
  const data = new Map<string, string>();
  for (const signal of signals) {
    if (signal.status === "unparsable") throw new SignalError("Unparsable WaitCondition data");
    if (signal.status === "FAILURE") {
      const { reason, uniqueId } = signal;
      throw new SignalError(`WaitCondition received failed message: '${reason}' for uniqueId: ${uniqueId}`);
    }
    data.set(signal.uniqueId, signal.data);
  }
  return Object.fromEntries(data);
}
