import { visible } from "../../visible.ts";
import type { StackEvent } from "../events.ts";
import { isInProgress } from "../stack-states.ts";
import { coloured, lookOf } from "./event-line.ts";

/** Where and how a table is drawn. */
export interface TableFrame {
  /** Width of the terminal in characters. */
  readonly columns: number;
  /** Height of the terminal in lines. */
  readonly rows: number;
  readonly colour: boolean;
  /** Milliseconds of the clock that `add` was told of. */
  readonly now: number;
}

interface Row {
  readonly logicalId: string;
  readonly resourceType: string;
  readonly status: string;
  readonly reason: string;
  readonly beganAt: number;
  readonly changedAt: number;
}

/** The state of a stack and each of its resources, one line each, in the order in which they were first heard of. */
export class EventTable {
  readonly #rows = new Map<string, Row>();

  /** Takes an event in. */
  add(event: StackEvent, now: number): void {
    const { logicalId, resourceType, status, reason = "" } = event;
    const before = this.#rows.get(logicalId);
    // What is removed after it was made begins anew.
    const goesOn = before !== undefined && isInProgress(before.status);
    const beganAt = goesOn ? before.beganAt : now;
    this.#rows.set(logicalId, { logicalId, resourceType, status, reason, beganAt, changedAt: now });
  }

  /** The lines of the table. What does not fit is cut off, the oldest resources first. */
  lines({ columns, rows, colour, now }: TableFrame): string[] {
    const all = [...this.#rows.values()];
    const [stack, ...resources] = all;
    if (stack === undefined) return [];
    const room = Math.max(1, rows - 3);
    const shown = resources.slice(-room);
    const widths = {
      logicalId: longest(all.map((row) => row.logicalId)),
      resourceType: longest(all.map((row) => row.resourceType)),
      status: longest(all.map((row) => row.status)),
    };
    const hidden = resources.length - shown.length;
    return [stack, ...shown]
      .map((row) => {
        const line = cut(lineOf(row, widths, now), columns - 1);
        return colour ? coloured(line, row.status) : line;
      })
      .toSpliced(1, 0, ...(hidden > 0 ? [`  … ${hidden} more`] : []));
  }
}

type Widths = Readonly<Record<"logicalId" | "resourceType" | "status", number>>;

function lineOf(row: Row, widths: Widths, now: number): string {
  const { logicalId, resourceType, status, reason, beganAt, changedAt } = row;
  const seconds = Math.floor(((isInProgress(status) ? now : changedAt) - beganAt) / 1000);
  return [
    lookOf(status).sign,
    logicalId.padEnd(widths.logicalId),
    resourceType.padEnd(widths.resourceType),
    status.padEnd(widths.status),
    `${seconds} s`.padStart(6),
    visible(reason),
  ]
    .join(" ")
    .trimEnd();
}

function longest(texts: readonly string[]): number {
  return Math.max(0, ...texts.map((text) => text.length));
}

function cut(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`;
}
