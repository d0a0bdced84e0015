import { compileJavaPattern } from "../../../pipeline/java-pattern.ts";
import { templateFormatError } from "../errors.ts";

/**
 * A parameter's `AllowedPattern`, which the whole value must match.
 *
 * @throws AwsError `ValidationError` where the pattern is not one that the emulator reads as CloudFormation does.
 */
export function compilePattern(pattern: string): RegExp {
  const compiled = compileJavaPattern(pattern);
  if (compiled !== undefined) return compiled;
  throw templateFormatError(`AllowedPattern ${pattern} is not a regular expression that this emulator can read.`);
}
