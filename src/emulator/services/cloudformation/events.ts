import type { StoreReader, StoreWriter } from "../../state/store.ts";
import { Table } from "../../state/table.ts";
import type { StackKey } from "./stacks.ts";
import type { ResourceStatus, StackStatus } from "./statuses.ts";

/** One line of a stack's history. */
export interface EventRecord {
  readonly eventId: string;
  readonly logicalId: string;
  /** Empty until something has been made. */
  readonly physicalId: string;
  readonly type: string;
  readonly status: StackStatus | ResourceStatus;
  readonly reason?: string;
  readonly timestamp: string;
  /** JSON, fit to be shown. */
  readonly properties?: string;
  readonly clientRequestToken?: string;
}

const events = new Table<EventRecord>("cfn-event");

/** Counts down, so that the order of the keys is from the newest to the oldest. */
const HIGHEST = 999_999_999;

const eventKey = (number: number): string => String(HIGHEST - number).padStart(9, "0");

/** Keeps a stack's event; the first has number 0. */
export function putEvent(
  writer: StoreWriter,
  key: StackKey,
  { number, event }: { number: number; event: EventRecord },
): void {
  events.put(writer, [key.accountId, key.uuid, eventKey(number)], event);
}

/** A part of a stack's events, newest first. */
export interface EventPage {
  readonly events: readonly EventRecord[];
  /** Where the next part begins; absent after the last. */
  readonly next?: string;
}

/** Events newest first, at most `limit` of them, from where an earlier page ended. New events do not move the pages. */
export function listEvents(reader: StoreReader, key: StackKey, page: { start?: string; limit: number }): EventPage {
  const found: EventRecord[] = [];
  const start = page.start === undefined ? {} : { start: page.start };
  for (const [number, event] of events.rows(reader, { under: [key.accountId, key.uuid], ...start })) {
    if (found.length === page.limit) return { events: found, next: number };
    found.push(event);
  }
  return { events: found };
}
