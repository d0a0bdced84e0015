import type { Clock } from "../../core/index.ts";

/** A clock that can be moved forward, so that expiry can be tested without waiting. It never goes back. */
export class MovableClock implements Clock {
  readonly #base: Clock;
  #offsetMilliseconds = 0;
  /** The date of the last answer. */
  #dated = { second: Number.NaN, text: "" };
  /** When the clock was moved, by the machine's time, and how far it was then ahead; in that order. */
  readonly #moves: { readonly atMilliseconds: number; readonly offsetMilliseconds: number }[] = [];

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): Date {
    return new Date(this.#base.now().getTime() + this.#offsetMilliseconds);
  }

  /** The present time as HTTP's `Date` header has it. Every answer has one, and there are many in a second. */
  httpDate(): string {
    const now = this.now();
    const second = Math.floor(now.getTime() / 1000);
    if (second !== this.#dated.second) this.#dated = { second, text: now.toUTCString() };
    return this.#dated.text;
  }

  /**
   * The present time as each client may have it: by the machine's clock, and by this one as it was ahead after each of its
   * moves. A client that has set its own by an earlier answer is as far ahead as the clock was then.
   */
  clientNows(): readonly Date[] {
    const machine = this.#base.now().getTime();
    return [machine, ...this.#moves.map(({ offsetMilliseconds }) => machine + offsetMilliseconds)].map(
      (at) => new Date(at),
    );
  }

  /**
   * How long ago a client did something at `at`, in milliseconds: first by a client that follows the emulator's time,
   * then by one that follows the machine's, whose time is taken for what the emulator showed at that moment. Times of
   * whole seconds in which the clock was moved count as before the move.
   */
  agesOf(at: Date): readonly [emulatorMilliseconds: number, machineMilliseconds: number] {
    const age = this.now().getTime() - at.getTime();
    const before = this.#moves.findLast(({ atMilliseconds }) => atMilliseconds <= at.getTime());
    return [age, age - (before?.offsetMilliseconds ?? 0)];
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
    this.#moves.push({
      atMilliseconds: this.#base.now().getTime(),
      offsetMilliseconds: this.#offsetMilliseconds,
    });
  }
}
