import { type Policy, type PolicyKind, parsePolicy } from "../../policy/index.ts";

/** Compiled policies by their text, so that a policy is parsed once and not with every request. */
export class PolicyCache {
  /** By kind first: a text's hash is kept with it, that of a longer name made with it would be computed each time. */
  readonly #policies = new Map<PolicyKind, Map<string, Policy>>();
  readonly #capacity: number;

  /** Keeps at most `capacity` policies of each kind; default 10,000. */
  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  /**
   * The compiled policy.
   *
   * @throws PolicyError where the text is not a policy of that kind.
   */
  parse(text: string, kind: PolicyKind): Policy {
    const ofKind = this.#ofKind(kind);
    const known = ofKind.get(text);
    if (known !== undefined) return known;
    const policy = parsePolicy(text, kind);
    // The oldest goes first: a policy that is still in use is parsed again at little cost.
    if (ofKind.size >= this.#capacity) ofKind.delete(ofKind.keys().next().value as string);
    ofKind.set(text, policy);
    return policy;
  }

  #ofKind(kind: PolicyKind): Map<string, Policy> {
    const known = this.#policies.get(kind);
    if (known !== undefined) return known;
    const made = new Map<string, Policy>();
    this.#policies.set(kind, made);
    return made;
  }
}
