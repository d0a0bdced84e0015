import type { AuthorisationRequest, Decision, PolicySets } from "./model.ts";

/** Decides a request. */
export function evaluate(_request: AuthorisationRequest, _sets: PolicySets): Decision {
  return { effect: "Deny", reason: "implicit-deny", layer: "identity", accountsDiffer: false };
}
