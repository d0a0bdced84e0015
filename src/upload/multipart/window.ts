/** How many requests are in flight at the beginning. */
const FIRST_LIMIT = 4;

/**
 * Bounds how many requests are in flight: one more for every round that goes well, half as many where the server or the
 * network says that it is too much.
 */
export class Window {
  #most: number;
  #limit: number;
  #inFlight = 0;
  #wentWell = 0;
  #round = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param most 1 or more. */
  constructor(most: number) {
    this.#most = most;
    this.#limit = Math.min(FIRST_LIMIT, most);
  }

  /** How many may be in flight now. */
  get limit(): number {
    return this.#limit;
  }

  /** Waits for a place. */
  async enter(): Promise<void> {
    while (this.#inFlight >= this.#limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#inFlight += 1;
  }

  /** Lowers or raises what may be in flight at most; a lower limit holds from the next request on. */
  setMost(most: number): void {
    this.#most = most;
    this.#limit = Math.min(this.#limit, most);
  }

  leave(): void {
    this.#inFlight -= 1;
    this.#admit();
  }

  wentWell(): void {
    this.#wentWell += 1;
    if (this.#wentWell < this.#limit || this.#limit >= this.#most) return;
    this.#wentWell = 0;
    this.#limit += 1;
    this.#admit();
  }

  /**
   * Requests of the same round fail together: they halve the limit once.
   *
   * @param round What {@link round} was when the request began.
   */
  tooMuch(round: number): void {
    if (round !== this.#round) return;
    this.#round += 1;
    this.#wentWell = 0;
    this.#limit = Math.max(1, Math.floor(this.#limit / 2));
  }

  /** How often it has been too much so far. */
  get round(): number {
    return this.#round;
  }

  #admit(): void {
    for (let free = this.#limit - this.#inFlight; free > 0; free--) this.#waiting.shift()?.();
  }
}
