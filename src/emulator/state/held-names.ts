/** Counts who still reads what, so that what is to go meanwhile goes only when nobody does any more. */
export class HeldNames {
  readonly #readers = new Map<string, number>();
  readonly #deferred = new Set<string>();

  /** Holds names; the function that is given lets go of them, and hands over what was to go meanwhile. */
  hold(names: readonly string[]): () => readonly string[] {
    for (const name of names) this.#readers.set(name, (this.#readers.get(name) ?? 0) + 1);
    return () => names.filter((name) => this.#release(name));
  }

  /** Whether the name is held, so that it has to go later. */
  defer(name: string): boolean {
    if (!this.#readers.has(name)) return false;
    this.#deferred.add(name);
    return true;
  }

  #release(name: string): boolean {
    const left = (this.#readers.get(name) ?? 1) - 1;
    if (left > 0) {
      this.#readers.set(name, left);
      return false;
    }
    this.#readers.delete(name);
    return this.#deferred.delete(name);
  }
}
