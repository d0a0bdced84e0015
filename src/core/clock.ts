/** Where the time comes from, so that a test can move it. */
export interface Clock {
  /** The present time. */
  now(): Date;
}

/** The machine's own clock. */
export const systemClock: Clock = { now: () => new Date() };
