/** The rate is that of so many milliseconds at the least: shorter ones jump. */
const RATE_MILLISECONDS = 3_000;

/** The rate of the last few seconds. */
export class Rate {
  #older: { at: number; bytes: number } | undefined;
  #newer: { at: number; bytes: number } | undefined;

  /** Notes how many bytes there are; gives how many came in a second. */
  note(at: number, bytes: number): number {
    const now = { at, bytes };
    this.#newer ??= now;
    this.#older ??= now;
    if (at - this.#newer.at > RATE_MILLISECONDS) {
      this.#older = this.#newer;
      this.#newer = now;
    }
    const seconds = (at - this.#older.at) / 1000;
    return seconds > 0 ? Math.max(0, (bytes - this.#older.bytes) / seconds) : 0;
  }
}
