import type { Policy, PolicyKind } from "./model.ts";
import { PolicyError } from "./policy-error.ts";

/** Reads a policy document. */
export function parsePolicy(text: string, kind: PolicyKind): Policy {
  throw new PolicyError(`cannot read a ${kind} policy of ${text.length} characters`, {
    awsCode: "MalformedPolicyDocument",
    awsMessage: "Syntax errors in policy.",
    pointer: "",
  });
}
