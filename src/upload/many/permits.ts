/** Divides something that there is only so much of, such as memory; first come, first served. */
export class Permits {
  readonly #total: number;
  #free: number;
  readonly #waiting: { readonly amount: number; readonly admit: () => void }[] = [];

  constructor(total: number) {
    this.#total = total;
    this.#free = total;
  }

  /** Waits until there is as much; of more than there is at all, one has all there is. Gives back what {@link give} takes. */
  async take(amount: number): Promise<number> {
    const wanted = Math.min(amount, this.#total);
    if (this.#waiting.length === 0 && wanted <= this.#free) this.#free -= wanted;
    else await new Promise<void>((admit) => this.#waiting.push({ amount: wanted, admit }));
    return wanted;
  }

  give(amount: number): void {
    this.#free += amount;
    for (let first = this.#waiting[0]; first !== undefined && first.amount <= this.#free; first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#free -= first.amount;
      first.admit();
    }
  }
}
