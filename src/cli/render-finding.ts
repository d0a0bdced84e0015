import type { Finding } from "../lint/index.ts";

const COLOURS = { error: "\u001b[31m", warning: "\u001b[33m" } as const;
const RESET = "\u001b[0m";

/** What could move the cursor, colour the terminal or reorder a line. A policy's texts are another's. */
const INVISIBLE = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** A finding as compilers tell theirs, so that editors find the place; what to do, and AWS's answer, stand below. */
export function renderFinding(file: string, finding: Finding, colour: boolean): string {
  const { line, column, severity, code, message, hint, aws } = finding;
  const level = colour ? `${COLOURS[severity]}${severity}${RESET}` : severity;
  const lines = [`${visible(file)}:${line}:${column}: ${level} ${code}: ${visible(message)}`];
  if (hint !== undefined) lines.push(`  ${visible(hint)}`);
  if (aws !== undefined) lines.push(`  AWS answers ${aws.code}: ${visible(aws.message)}`);
  return lines.join("\n");
}

function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
