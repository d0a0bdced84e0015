import { createContext, runInContext } from "node:vm";

/** Escapes that are the same in Java's regular expressions and in JavaScript's. */
const COMMON_ESCAPES = /^[dDwWsSbBtnrfux0-9]$/;
/** A class within a class, or an intersection of classes: Java computes with them, JavaScript reads characters. */
const CLASS_ALGEBRA = /(?:^|[^\\])\[(?:[^\]\\]|\\.)*(?:\[|&&)/;
/** A pattern that somebody gave can be made to backtrack for ever. */
const MAX_MILLISECONDS = 250;

/**
 * A regular expression in Java's syntax that a whole value must match; `undefined` where it is none, or where JavaScript
 * would read it differently: a check that is looser than its author meant is worse than none.
 */
export function compileJavaPattern(pattern: string): RegExp | undefined {
  const isForeign =
    CLASS_ALGEBRA.test(pattern) ||
    [...pattern.matchAll(/\\(.)/gs)].some(([, escaped = ""]) => /\w/.test(escaped) && !COMMON_ESCAPES.test(escaped));
  if (isForeign) return undefined;
  try {
    return new RegExp(`^(?:${pattern})$`);
  } catch {
    return undefined;
  }
}

/** Whether the value matches. What takes longer than a quarter of a second does not. */
export function matchesWithinTime(pattern: RegExp, value: string): boolean {
  try {
    return runInContext("pattern.test(value)", createContext({ pattern, value }), { timeout: MAX_MILLISECONDS });
  } catch {
    return false;
  }
}
