/** Random choices that a seed decides, so that a run can be repeated: xorshift over 32 bits, well mixed at the start. */
export class Dice {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 1;
    for (let i = 0; i < 8; i++) this.#next();
  }

  /** True with the given probability, from 0 to 1. */
  chance(probability: number): boolean {
    return this.#next() / 2 ** 32 < probability;
  }

  /** A whole number from 0 to `limit` - 1. */
  below(limit: number): number {
    return this.#next() % limit;
  }

  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new Error("there is nothing to pick from");
    return list[this.below(list.length)] as T;
  }

  /** Picks from alternatives, each with its weight. */
  weighted<T>(alternatives: readonly (readonly [weight: number, value: T])[]): T {
    const total = alternatives.reduce((sum, [weight]) => sum + weight, 0);
    let left = this.below(total);
    for (const [weight, value] of alternatives) {
      if (left < weight) return value;
      left -= weight;
    }
    throw new Error("the weights are not whole numbers");
  }

  /** From `least` to `most` values, each made by `make`. */
  several<T>([least, most]: readonly [number, number], make: () => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, make);
  }

  #next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return x >>> 0;
  }
}
