import type { StoreReader, StoreWriter } from "../../state/store.ts";
import { Table } from "../../state/table.ts";
import type { StackKey } from "./stacks.ts";

/** What somebody said of a resource that waits for it. */
export interface SignalRecord {
  readonly uniqueId: string;
  readonly status: "SUCCESS" | "FAILURE";
}

const signals = new Table<SignalRecord>("cfn-signal");

/** Keeps a signal; of several with one id the first counts. Tells whether it was the first. */
export function putSignal(
  writer: StoreWriter,
  { accountId, uuid }: StackKey,
  { logicalId, ...signal }: SignalRecord & { readonly logicalId: string },
): boolean {
  const place = [accountId, uuid, logicalId, signal.uniqueId] as const;
  if (signals.get(writer, ...place) !== undefined) return false;
  signals.put(writer, place, signal);
  return true;
}

export function listSignals(reader: StoreReader, key: StackKey, logicalId: string): readonly SignalRecord[] {
  return [...signals.rows(reader, { under: [key.accountId, key.uuid, logicalId] })].map(([, signal]) => signal);
}

/** Forgets what an earlier resource of that logical id was told. */
export function clearSignals(writer: StoreWriter, key: StackKey, logicalId: string): void {
  for (const { uniqueId } of listSignals(writer, key, logicalId)) {
    signals.remove(writer, key.accountId, key.uuid, logicalId, uniqueId);
  }
}
