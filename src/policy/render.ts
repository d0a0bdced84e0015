import type { Explanation } from "./model.ts";

/** Writes an explanation for people. */
export function renderExplanation(explanation: Explanation, _options: { readonly colour: boolean }): string {
  return explanation.decision.effect;
}
