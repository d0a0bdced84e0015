/** Something that is made when it is needed first: programs that never need it start sooner. */
export class Made<T extends object> {
  readonly #make: () => T;
  #value: T | undefined;

  constructor(make: () => T) {
    this.#make = make;
  }

  get value(): T {
    this.#value ??= this.#make();
    return this.#value;
  }
}
