import { setMaxListeners } from "node:events";

/**
 * A signal that stops what belongs together: where its own controller says so, or that of whoever asked for it.
 *
 * As many may listen as there are requests on their way and waits before another attempt; with more than ten Node would
 * suspect a leak, and say so.
 */
export function stopSignal(stop: AbortController, asked?: AbortSignal): AbortSignal {
  const signal = asked === undefined ? stop.signal : AbortSignal.any([asked, stop.signal]);
  setMaxListeners(0, signal);
  return signal;
}
