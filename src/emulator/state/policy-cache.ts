import { type Policy, type PolicyKind, parsePolicy } from "../../policy/index.ts";

/** Compiled policies by their text, so that a policy is parsed once and not with every request. */
export class PolicyCache {
  readonly #policies = new Map<string, Policy>();
  readonly #capacity: number;

  /** Keeps at most `capacity` policies; default 10,000. */
  constructor(capacity = 10_000) {
    this.#capacity = capacity;
  }

  /**
   * The compiled policy.
   *
   * @throws PolicyError where the text is not a policy of that kind.
   */
  parse(text: string, kind: PolicyKind): Policy {
    const key = `${kind}\n${text}`;
    const known = this.#policies.get(key);
    if (known !== undefined) return known;
    const policy = parsePolicy(text, kind);
    // The oldest goes first: a policy that is still in use is parsed again at little cost.
    if (this.#policies.size >= this.#capacity) this.#policies.delete(this.#policies.keys().next().value as string);
    this.#policies.set(key, policy);
    return policy;
  }
}
