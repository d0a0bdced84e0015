import { evaluate } from "./evaluate.ts";
import type { AuthorisationRequest, Explanation, PolicySets } from "./model.ts";

/** Decides a request and says why. */
export function explain(request: AuthorisationRequest, sets: PolicySets): Explanation {
  const { principal, action, resource, resourceAccountId, context } = request;
  return {
    decision: evaluate(request, sets),
    request: { principal, action, resource, resourceAccountId, context: Object.fromEntries(context) },
    layers: [],
    advice: undefined,
  };
}
