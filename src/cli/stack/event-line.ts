import { styleText } from "node:util";
import type { StackEvent } from "./events.ts";

const STATUS_WIDTH = 20;

/** An event in one line: a tick for what is done, a cross for what failed, a dot for what is going on. */
export function eventLine(event: StackEvent, options: { readonly colour: boolean }): string {
  const { status, logicalId, resourceType, reason } = event;
  const { sign, format } = lookOf(status);
  const text = `${sign} ${status.padEnd(STATUS_WIDTH)} ${logicalId} (${resourceType})`;
  const told = reason === undefined ? text : `${text} ${reason}`;
  return options.colour ? styleText(format, told, { validateStream: false }) : told;
}

function lookOf(status: string): { readonly sign: string; readonly format: "green" | "red" | "dim" } {
  // A rollback that is complete is a failure that has been cleared away.
  if (/FAILED|ROLLBACK/.test(status)) return { sign: "✗", format: "red" };
  if (/_COMPLETE$/.test(status)) return { sign: "✓", format: "green" };
  return { sign: "·", format: "dim" };
}
