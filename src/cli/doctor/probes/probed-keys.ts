import { randomUUID } from "node:crypto";
import type { Scope } from "../../../lease/index.ts";

/** A key that the lease is for, and one beside it. */
export interface ProbedKeys {
  readonly own: string;
  /** INVARIANT: outside of the scope, and nobody's object: its end is random. */
  readonly sibling: string;
}

export function probedKeys(scope: Scope): ProbedKeys {
  const end = `-keylease-probe-${randomUUID()}`;
  if ("prefix" in scope)
    return { own: `${scope.prefix}${end.slice(1)}`, sibling: `${scope.prefix.slice(0, -1)}${end}` };
  const own = "keys" in scope ? (scope.keys[0] ?? "") : scope.key;
  return { own, sibling: `${own}${end}` };
}
