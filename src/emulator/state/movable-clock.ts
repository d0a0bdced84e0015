import { type Clock, systemClock } from "../../core/index.ts";

/** A clock that can be moved forward, so that expiry can be tested without waiting. It never goes back. */
export class MovableClock implements Clock {
  /** The machine's time, in milliseconds since the epoch. */
  readonly #machine: () => number;
  #offsetMilliseconds = 0;
  /** The date of the last answer. */
  #dated = { second: Number.NaN, text: "" };
  /** When the clock was moved, by the machine's time, and how far it was then ahead; in that order. */
  readonly #moves: { readonly atMilliseconds: number; readonly offsetMilliseconds: number }[] = [];

  constructor(base: Clock) {
    // The system's clock makes a Date for each look at it.
    this.#machine = base === systemClock ? () => Date.now() : () => base.now().getTime();
  }

  now(): Date {
    return new Date(this.milliseconds());
  }

  /** The present time in milliseconds since the epoch, for whoever only compares it. */
  milliseconds(): number {
    return this.#machine() + this.#offsetMilliseconds;
  }

  /** The present time as HTTP's `Date` header has it. Every answer has one, and there are many in a second. */
  httpDate(): string {
    const now = this.milliseconds();
    const second = Math.floor(now / 1000);
    if (second !== this.#dated.second) this.#dated = { second, text: new Date(now).toUTCString() };
    return this.#dated.text;
  }

  /**
   * Whether a time is near the present as some client may have it: by the machine's clock, or by this one as it was ahead
   * after one of its moves. A client that has set its own by an earlier answer is as far ahead as the clock was then.
   */
  isNearClients(at: Date, withinMilliseconds: number): boolean {
    const isNear = (now: number): boolean => Math.abs(now - at.getTime()) <= withinMilliseconds;
    const machine = this.#machine();
    return isNear(machine) || this.#moves.some(({ offsetMilliseconds }) => isNear(machine + offsetMilliseconds));
  }

  /**
   * How long ago a client did something at `at`, in milliseconds: first by a client that follows the emulator's time,
   * then by one that follows the machine's, whose time is taken for what the emulator showed at that moment. Times of
   * whole seconds in which the clock was moved count as before the move.
   */
  agesOf(at: Date): readonly [emulatorMilliseconds: number, machineMilliseconds: number] {
    const age = this.milliseconds() - at.getTime();
    const before = this.#moves.findLast(({ atMilliseconds }) => atMilliseconds <= at.getTime());
    return [age, age - (before?.offsetMilliseconds ?? 0)];
  }

  /**
   * Moves the clock forward.
   *
   * @throws RangeError where `milliseconds` is negative, not finite, or the date would leave what JavaScript can hold.
   */
  advance(milliseconds: number): void {
    const moved = this.milliseconds() + milliseconds;
    if (!(milliseconds >= 0) || Number.isNaN(new Date(moved).getTime())) {
      throw new RangeError("the emulator's clock only moves forward, within the range of a date");
    }
    this.#offsetMilliseconds += milliseconds;
    this.#moves.push({
      atMilliseconds: this.#machine(),
      offsetMilliseconds: this.#offsetMilliseconds,
    });
  }
}
