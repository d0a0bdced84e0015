import { styleText } from "node:util";
import { visible } from "../../visible.ts";
import type { StackEvent } from "../events.ts";

const STATUS_WIDTH = 20;

/** An event in one line: a tick for what is done, a cross for what failed, a dot for what is going on. */
export function eventLine(event: StackEvent, options: { readonly colour: boolean }): string {
  const { status, logicalId, resourceType, reason } = event;
  const { sign } = lookOf(status);
  const text = `${sign} ${status.padEnd(STATUS_WIDTH)} ${logicalId} (${resourceType})`;
  const told = reason === undefined ? text : `${text} ${visible(reason)}`;
  return options.colour ? coloured(told, status) : told;
}

/** How a state is shown. */
export interface Look {
  readonly sign: string;
  readonly format: "green" | "red" | "dim";
}

export function lookOf(status: string): Look {
  // A rollback that is complete is a failure that has been cleared away.
  if (/FAILED|ROLLBACK/.test(status)) return { sign: "✗", format: "red" };
  if (/_COMPLETE$/.test(status)) return { sign: "✓", format: "green" };
  return { sign: "·", format: "dim" };
}

/** A text in the colour of a state. */
export function coloured(text: string, status: string): string {
  return styleText(lookOf(status).format, text, { validateStream: false });
}
