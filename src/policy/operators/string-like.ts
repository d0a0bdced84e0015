import type { ConditionOperator } from "../model.ts";
import { compileGlob } from "../pattern.ts";

/** A text with the wildcards `*` and `?`, with regard to case. */
export const stringLike: ConditionOperator = {
  name: "StringLike",
  negated: false,
  allowsVariables: true,
  validate: () => undefined,
  compile: compileGlob,
};
