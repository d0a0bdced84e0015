import type { Clock } from "../../core/index.ts";

/** A clock that can be moved forward, so that expiry can be tested without waiting. It never goes back. */
export class MovableClock implements Clock {
  readonly #base: Clock;
  #offsetMilliseconds = 0;

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): Date {
    return new Date(this.#base.now().getTime() + this.#offsetMilliseconds);
  }

  /** The time without the moves: what clients' own clocks show. */
  machineNow(): Date {
    return this.#base.now();
  }

  /**
   * Moves the clock forward.
   *
   * @throws RangeError where `milliseconds` is negative, not finite, or the date would leave what JavaScript can hold.
   */
  advance(milliseconds: number): void {
    const moved = this.#base.now().getTime() + this.#offsetMilliseconds + milliseconds;
    if (!(milliseconds >= 0) || Number.isNaN(new Date(moved).getTime())) {
      throw new RangeError("the emulator's clock only moves forward, within the range of a date");
    }
    this.#offsetMilliseconds += milliseconds;
  }
}
