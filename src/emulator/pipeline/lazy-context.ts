import type { RequestContext } from "../../policy/index.ts";

type Value = string | readonly string[];

/**
 * The context keys of a decision, put together when somebody asks for one of them: a condition, a policy variable or an
 * explanation. Most decisions are made without, and their records wait for a question that seldom comes.
 */
export class LazyContext implements RequestContext {
  #make: (() => RequestContext) | undefined;
  #made: RequestContext | undefined;

  /** `make` must give the same at any time: what it reads may not change after the decision. */
  constructor(make: () => RequestContext) {
    this.#make = make;
  }

  get #context(): RequestContext {
    if (this.#make !== undefined) {
      this.#made = this.#make();
      this.#make = undefined;
    }
    return this.#made as RequestContext;
  }

  get size(): number {
    return this.#context.size;
  }

  get(key: string): Value | undefined {
    return this.#context.get(key);
  }

  has(key: string): boolean {
    return this.#context.has(key);
  }

  forEach(work: (value: Value, key: string, map: RequestContext) => void): void {
    for (const [key, value] of this.#context) work(value, key, this);
  }

  entries(): ReturnType<RequestContext["entries"]> {
    return this.#context.entries();
  }

  keys(): ReturnType<RequestContext["keys"]> {
    return this.#context.keys();
  }

  values(): ReturnType<RequestContext["values"]> {
    return this.#context.values();
  }

  [Symbol.iterator](): ReturnType<RequestContext["entries"]> {
    return this.#context.entries();
  }
}
