import { templateFormatError } from "../errors.ts";

/** Escapes that are the same in Java's regular expressions and in JavaScript's. */
const COMMON_ESCAPES = /^[dDwWsSbBtnrfux0-9]$/;
/** A class within a class, or an intersection of classes: Java computes with them, JavaScript reads characters. */
const CLASS_ALGEBRA = /(?:^|[^\\])\[(?:[^\]\\]|\\.)*(?:\[|&&)/;

/**
 * A parameter's `AllowedPattern`, which the whole value must match.
 *
 * CloudFormation reads Java's syntax. A pattern that JavaScript would read differently is refused: a check that is
 * looser than its author meant is worse than none.
 *
 * @throws AwsError `ValidationError`.
 */
export function compilePattern(pattern: string): RegExp {
  const isForeign =
    CLASS_ALGEBRA.test(pattern) ||
    [...pattern.matchAll(/\\(.)/gs)].some(([, escaped = ""]) => /\w/.test(escaped) && !COMMON_ESCAPES.test(escaped));
  try {
    if (!isForeign) return new RegExp(`^(?:${pattern})$`);
  } catch {
    // Told below, like a pattern that is foreign.
  }
  throw templateFormatError(`AllowedPattern ${pattern} is not a regular expression that this emulator can read.`);
}
