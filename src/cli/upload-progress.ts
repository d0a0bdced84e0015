import { basename } from "node:path";
import type { Progress } from "../upload/index.ts";
import { byteSize, timeSpan } from "./byte-size.ts";
import type { Output } from "./output.ts";
import { Rate } from "./rate.ts";

/** Smaller files are gone before anybody has read the line. */
const SHOWN_ABOVE_BYTES = 8 * 1024 ** 2;
const REDRAW_MILLISECONDS = 100;
const LINE_MILLISECONDS = 5_000;
const EVENT_MILLISECONDS = 1_000;

/** How progress is told. */
export interface ProgressSettings {
  /** The file's path; `-` is standard input. */
  readonly file: string;
  readonly quiet: boolean;
  /** As lines of JSON on standard error. */
  readonly json: boolean;
}

/**
 * Tells how far the upload of a file has come: in one passing line on a terminal, in a plain line every few seconds
 * elsewhere, and as events for programs.
 */
export function progressOf(settings: ProgressSettings, output: Output): (progress: Progress) => void {
  if (settings.quiet) return () => {};
  const isLive = output.interactive && !settings.json;
  const pause = isLive ? REDRAW_MILLISECONDS : settings.json ? EVENT_MILLISECONDS : LINE_MILLISECONDS;
  const isStream = settings.file === "-";
  const rate = new Rate();
  // A plain line or an event comes only where an upload lasts.
  let toldAt = isLive ? 0 : performance.now();
  return ({ sentBytes, totalBytes }) => {
    const now = performance.now();
    const bytesPerSecond = rate.note(now, sentBytes);
    if ((totalBytes < SHOWN_ABOVE_BYTES && !isStream) || now - toldAt < pause) return;
    toldAt = now;
    if (settings.json) {
      const total = isStream ? {} : { totalBytes };
      output.note(
        JSON.stringify({ event: "progress", sentBytes, ...total, bytesPerSecond: Math.round(bytesPerSecond) }),
      );
      return;
    }
    const name = isStream ? "standard input" : basename(settings.file);
    const line = isStream
      ? `${name}  ${byteSize(sentBytes)}  ${byteSize(bytesPerSecond)}/s`
      : `${name}  ${describe({ sentBytes, totalBytes }, bytesPerSecond)}`;
    if (isLive) output.status(line.slice(0, output.terminalSize().columns - 1));
    else output.note(line);
  };
}

function describe({ sentBytes, totalBytes }: Progress, bytesPerSecond: number): string {
  const percent = Math.floor((100 * sentBytes) / totalBytes);
  const left = bytesPerSecond > 0 ? `  ${timeSpan((totalBytes - sentBytes) / bytesPerSecond)} left` : "";
  return `${percent} %  ${byteSize(sentBytes)} of ${byteSize(totalBytes)}  ${byteSize(bytesPerSecond)}/s${left}`;
}
