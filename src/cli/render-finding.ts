import type { Finding } from "../lint/index.ts";
import { visible } from "./visible.ts";

const COLOURS = { error: "\u001b[31m", warning: "\u001b[33m" } as const;
const RESET = "\u001b[0m";

/** A finding as compilers tell theirs, so that editors find the place; what to do, and AWS's answer, stand below. */
export function renderFinding(file: string, finding: Finding, colour: boolean): string {
  const { line, column, severity, code, message, hint, aws } = finding;
  const level = colour ? `${COLOURS[severity]}${severity}${RESET}` : severity;
  const lines = [`${visible(file)}:${line}:${column}: ${level} ${code}: ${visible(message)}`];
  if (hint !== undefined) lines.push(`  ${visible(hint)}`);
  if (aws !== undefined) lines.push(`  AWS answers ${aws.code}: ${visible(aws.message)}`);
  return lines.join("\n");
}
