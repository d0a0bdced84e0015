import type { Output } from "../../output.ts";
import type { StackEvent } from "../events.ts";
import { eventLine } from "./event-line.ts";
import { EventTable } from "./event-table.ts";

/** Shows how far a stack is. */
export interface StackProgress {
  onEvent(event: StackEvent): void;
  /** Leaves the last state where it stands. Call it in any case, before anything else is told. */
  end(): void;
}

/** A resource that takes long is seen to take long. */
const REDRAW_MILLISECONDS = 1_000;

/**
 * The events as they come: on a terminal a table that is drawn anew in its place, elsewhere a line each, and with `json`
 * one JSON document a line.
 */
export function showProgress(output: Output, options: { readonly json?: boolean | undefined }): StackProgress {
  if (options.json) {
    return { onEvent: (event) => output.note(JSON.stringify({ event })), end: () => {} };
  }
  if (!output.interactive) {
    return { onEvent: (event) => output.note(eventLine(event, { colour: output.noteColour })), end: () => {} };
  }
  return liveTable(output);
}

function liveTable(output: Output): StackProgress {
  const table = new EventTable();
  const lines = (): string[] =>
    table.lines({ ...output.terminalSize(), colour: output.noteColour, now: performance.now() });
  const draw = (): void => output.status(lines().join("\n"));
  const timer = setInterval(draw, REDRAW_MILLISECONDS);
  timer.unref();
  return {
    onEvent: (event) => {
      table.add(event, performance.now());
      draw();
    },
    end: () => {
      clearInterval(timer);
      output.status("");
      for (const line of lines()) output.note(line);
    },
  };
}
