import type { Outcome } from "./engines.ts";

/** A kind of disagreement that is understood: docs/reference/policy-differences.md has a section of the same name. */
export interface Difference {
  readonly name: string;
  /** Whether a case, made as small as it can be, shows this difference. */
  explains(outcome: Outcome): boolean;
}

export const DIFFERENCES: readonly Difference[] = [];

/** The name of the first listed difference that explains a disagreement. */
export function classOf(outcome: Outcome): string | undefined {
  return DIFFERENCES.find((one) => one.explains(outcome))?.name;
}
