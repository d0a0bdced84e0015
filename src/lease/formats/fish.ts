import type { Lease } from "../lease-document.ts";
import { SHADOWING_VARIABLES, variablesOf } from "./variables.ts";

/** Lines for `source` or `eval` in fish. */
export function asFishLines(lease: Lease): string {
  const lines = Object.entries(variablesOf(lease)).map(([name, value]) => `set -gx ${name} ${quote(value)}`);
  return [`set -e ${SHADOWING_VARIABLES.join(" ")}`, ...lines].join("\n");
}

/** Between single quotes fish knows two escapes: of the quote and of the backslash. */
function quote(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
