import { type AwsDenial, awsDenial } from "./aws-denial.ts";
import type { Explanation } from "./model.ts";
import { renderAdvice } from "./render-advice.ts";

/** An explanation with what is said of it in words; all of it can be written as JSON. */
export interface ExplanationJson extends Explanation {
  readonly text: {
    /** The advice as a sentence; absent where the request was allowed. */
    readonly advice?: string;
    /** What AWS answers to the request; absent where it was allowed. */
    readonly denial?: AwsDenial;
  };
}

/** Adds to an explanation's data the sentences that are made of it, for programs that show them to people. */
export function explanationJson(explanation: Explanation): ExplanationJson {
  const { advice, decision, request } = explanation;
  if (advice === undefined) return { ...explanation, text: {} };
  return { ...explanation, text: { advice: renderAdvice(advice), denial: awsDenial(request, decision) } };
}
