import { setTimeout as sleep } from "node:timers/promises";

/** How often and how patiently something is tried again. */
export interface RetryPolicy {
  /** How often it is tried at most, the first time included. */
  readonly attempts: number;
  /** The longest wait before the second attempt, in milliseconds; it doubles from attempt to attempt. */
  readonly baseMilliseconds: number;
  /** The longest wait of all, in milliseconds. */
  readonly mostMilliseconds: number;
}

export const DEFAULT_RETRY: RetryPolicy = { attempts: 4, baseMilliseconds: 200, mostMilliseconds: 5_000 };

/** Settings of {@link retrying}. */
export interface RetrySettings {
  readonly policy: RetryPolicy;
  /** Whether an error may be another time's success. */
  readonly isTransient: (error: unknown) => boolean;
  readonly signal: AbortSignal | undefined;
}

/**
 * Tries until it succeeds, fails for good, or has been tried often enough. The waits are drawn at random from zero up
 * to the longest, so that many clients that failed together do not come back together.
 *
 * @param attempt Told which attempt it is, from 1.
 */
export async function retrying<T>(attempt: (tried: number) => Promise<T>, settings: RetrySettings): Promise<T> {
  const { policy, isTransient, signal } = settings;
  for (let tried = 1; ; tried++) {
    try {
      return await attempt(tried);
    } catch (error) {
      if (tried >= policy.attempts || !isTransient(error)) throw error;
    }
    const longest = Math.min(policy.mostMilliseconds, policy.baseMilliseconds * 2 ** (tried - 1));
    // Aborted, the wait would reject with an error of its own instead of the signal's reason.
    await sleep(Math.random() * longest, undefined, signal === undefined ? {} : { signal }).catch(() => {});
    signal?.throwIfAborted();
  }
}
