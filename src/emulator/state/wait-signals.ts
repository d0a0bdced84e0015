import { createHash } from "node:crypto";
import type { StoreReader, StoreWriter } from "./store.ts";
import { Table } from "./table.ts";
import type { WaitHandleRecord } from "./wait-handles.ts";

/** What was sent to a wait handle. */
export type WaitSignal =
  | {
      readonly status: "SUCCESS" | "FAILURE";
      readonly uniqueId: string;
      readonly reason: string;
      readonly data: string;
    }
  /** It was no signal. */
  | { readonly status: "unparsable" };

/** What AWS's quota allows the data of a signal. */
const MAX_DATA_BYTES = 4096;
/** More signals of one handle are not taken; AWS tells of no such bound. */
export const MAX_WAIT_SIGNALS = 1000;

const signals = new Table<WaitSignal>("wait-signal");

/** Reads the body of a request to a wait handle ("Wait condition signal JSON format", CloudFormation User Guide). */
export function readWaitSignal(text: string): WaitSignal {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { status: "unparsable" };
  }
  if (typeof value !== "object" || value === null) return { status: "unparsable" };
  const { Status, UniqueId, Reason = "", Data = "" } = value as Readonly<Record<string, unknown>>;
  const isStatus = Status === "SUCCESS" || Status === "FAILURE";
  const areTexts = typeof UniqueId === "string" && typeof Reason === "string" && typeof Data === "string";
  if (!isStatus || !areTexts || UniqueId === "" || Buffer.byteLength(Data) > MAX_DATA_BYTES) {
    return { status: "unparsable" };
  }
  return { status: Status, uniqueId: UniqueId, reason: Reason, data: Data };
}

/** Keeps a signal; of several with one id the first counts. `false` where the handle has as many as it can. */
export function putWaitSignal(writer: StoreWriter, handle: WaitHandleRecord, signal: WaitSignal): boolean {
  // Ids may be longer than a store's keys.
  const id = signal.status === "unparsable" ? "" : createHash("sha256").update(signal.uniqueId).digest("hex");
  if (signals.get(writer, handle.accessKeyId, id) !== undefined) return true;
  if (listWaitSignals(writer, handle).length >= MAX_WAIT_SIGNALS) return false;
  signals.put(writer, [handle.accessKeyId, id], signal);
  return true;
}

export function listWaitSignals(reader: StoreReader, { accessKeyId }: WaitHandleRecord): readonly WaitSignal[] {
  return [...signals.rows(reader, { under: [accessKeyId] })].map(([, signal]) => signal);
}

/** Forgets what was sent to a handle that is no more. */
export function clearWaitSignals(writer: StoreWriter, handle: WaitHandleRecord): void {
  const ids = [...signals.rows(writer, { under: [handle.accessKeyId] })].map(([id]) => id);
  for (const id of ids) signals.remove(writer, handle.accessKeyId, id);
}
