import { basename } from "node:path";
import type { Progress } from "../upload/index.ts";
import type { Output } from "./output.ts";

/** Smaller files are gone before anybody has read the line. */
const SHOWN_ABOVE_BYTES = 8 * 1024 ** 2;
const REDRAW_MILLISECONDS = 100;

/** Shows on a terminal how far the upload of a file has come. */
export function progressOf(file: string, output: Output): (progress: Progress) => void {
  let drawnAt = 0;
  return ({ sentBytes, totalBytes }) => {
    if (!output.interactive || totalBytes < SHOWN_ABOVE_BYTES) return;
    const now = performance.now();
    if (now - drawnAt < REDRAW_MILLISECONDS) return;
    drawnAt = now;
    const percent = Math.floor((100 * sentBytes) / totalBytes);
    output.status(`${basename(file)}  ${percent} %  ${mebibytes(sentBytes)} of ${mebibytes(totalBytes)} MiB`);
  };
}

function mebibytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(1);
}
