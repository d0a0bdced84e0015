import { basename } from "node:path";
import type { ManyProgress } from "../../upload/index.ts";
import { byteSize, timeSpan } from "../byte-size.ts";
import type { Output } from "../output.ts";
import { Rate } from "../rate.ts";
import { visible } from "../visible.ts";
import { files } from "./many-report.ts";

/** Smaller files are gone before anybody has read their line. */
const SHOWN_ABOVE_BYTES = 8 * 1024 ** 2;
/** So many files in flight have a line of their own. */
const MOST_LINES = 4;
const REDRAW_MILLISECONDS = 100;
const LINE_MILLISECONDS = 5_000;
const EVENT_MILLISECONDS = 1_000;

/**
 * Tells how far an upload of several files has come: on a terminal in passing lines, one for all and one for each large file
 * in flight, in a plain line every few seconds elsewhere, and as events for programs.
 */
export function manyProgressOf(
  { quiet, json }: { readonly quiet: boolean; readonly json: boolean },
  output: Output,
): ((progress: ManyProgress) => void) | undefined {
  if (quiet) return undefined;
  const isLive = output.interactive && !json;
  const pause = isLive ? REDRAW_MILLISECONDS : json ? EVENT_MILLISECONDS : LINE_MILLISECONDS;
  const rate = new Rate();
  // A plain line or an event comes only where an upload lasts.
  let toldAt = isLive ? 0 : performance.now();
  return (progress) => {
    const now = performance.now();
    if (now - toldAt < pause) return;
    toldAt = now;
    const bytesPerSecond = rate.note(now, progress.doneBytes);
    if (json) output.note(JSON.stringify(progressEvent(progress, bytesPerSecond)));
    else if (isLive) output.status(liveLines(progress, bytesPerSecond, output).join("\n"));
    else output.note(totalLine(progress, bytesPerSecond));
  };
}

function progressEvent(progress: ManyProgress, bytesPerSecond: number): object {
  const { doneFiles, doneBytes, foundFiles, foundBytes, isWalked } = progress;
  return {
    event: "progress",
    doneFiles,
    doneBytes,
    foundFiles,
    foundBytes,
    isWalked,
    bytesPerSecond: Math.round(bytesPerSecond),
  };
}

function liveLines(progress: ManyProgress, bytesPerSecond: number, output: Output): readonly string[] {
  const { columns, rows } = output.terminalSize();
  const large = progress.inFlight.filter(({ totalBytes }) => totalBytes >= SHOWN_ABOVE_BYTES);
  const lines = large.slice(0, Math.max(0, Math.min(MOST_LINES, rows - 2))).map(({ file, sentBytes, totalBytes }) => {
    const percent = Math.floor((100 * sentBytes) / totalBytes);
    return `  ${visible(basename(file))}  ${percent} %  ${byteSize(sentBytes)} of ${byteSize(totalBytes)}`;
  });
  return [...lines, totalLine(progress, bytesPerSecond)].map((line) => line.slice(0, columns - 1));
}

/** Until all folders are gone through, nobody knows how much there is. */
function totalLine(progress: ManyProgress, bytesPerSecond: number): string {
  const { doneFiles, doneBytes, foundFiles, foundBytes, isWalked } = progress;
  const soFar = isWalked ? "" : " found so far";
  const left = isWalked && bytesPerSecond > 0 ? `  ${timeSpan((foundBytes - doneBytes) / bytesPerSecond)} left` : "";
  return (
    `${doneFiles.toLocaleString("en")} of ${files(foundFiles)}${soFar}  ` +
    `${byteSize(doneBytes)} of ${byteSize(foundBytes)}  ${byteSize(bytesPerSecond)}/s${left}`
  );
}
