import { visible } from "../visible.ts";
import type { CheckStatus, Finding } from "./check.ts";

const MARKS: Readonly<Record<CheckStatus, string>> = { ok: "✓", warn: "!", fail: "✗", skipped: "-" };
const WIDTH = 15;

/** A finding for people: a mark and what was seen, and below it what to do. */
export function renderFinding({ id, status, seen, advice }: Finding): readonly string[] {
  const line = `${MARKS[status]} ${id.padEnd(WIDTH)} ${visible(seen)}`;
  return advice === undefined ? [line] : [line, `  ${" ".repeat(WIDTH)} ${visible(advice)}`];
}
