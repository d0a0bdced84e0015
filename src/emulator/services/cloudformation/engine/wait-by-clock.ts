import { setTimeout as sleep } from "node:timers/promises";
import type { EmulatorState } from "../../../state/state.ts";
import { CancelledError } from "../resources/refusals.ts";

const FIRST_WAIT_MILLISECONDS = 10;
const LONGEST_WAIT_MILLISECONDS = 250;

export interface ClockWait {
  readonly timeoutSeconds: number;
  readonly cancelled: AbortSignal;
}

/**
 * Looks again and again until there is something, or until the emulator's clock says that the time is over.
 *
 * @returns `undefined` where the time is over.
 * @throws CancelledError where `cancelled` is aborted first; what `look` throws.
 */
export async function waitByClock<T>(
  look: () => T | undefined,
  { timeoutSeconds, cancelled }: ClockWait,
  { clock }: EmulatorState,
): Promise<T | undefined> {
  const deadline = clock.now().getTime() + timeoutSeconds * 1000;
  for (let wait = FIRST_WAIT_MILLISECONDS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MILLISECONDS)) {
    const found = look();
    if (found !== undefined) return found;
    if (cancelled.aborted) throw new CancelledError();
    if (clock.now().getTime() >= deadline) return undefined;
    // The clock can be moved at any time, so that no timer tells when the deadline is.
    await sleep(wait, undefined, { signal: cancelled, ref: false }).catch(() => {});
  }
}
