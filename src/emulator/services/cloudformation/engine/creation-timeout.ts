import type { EngineContext } from "./engine-context.ts";

const LOOK_MILLISECONDS = 100;

/** Ends what is being made when its time is over. */
export interface CreationTimeout {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal;
  /** To be called when the time does not matter any more. */
  clear(): void;
}

/** Watches a stack's `TimeoutInMinutes` by the emulator's clock, which can be moved at any time. */
export function creationTimeout({ stack, state }: EngineContext): CreationTimeout {
  const over = new AbortController();
  if (stack.timeoutMinutes === undefined) return { signal: over.signal, clear: () => {} };
  const deadline = state.clock.now().getTime() + stack.timeoutMinutes * 60_000;
  const timer = setInterval(() => {
    if (state.clock.now().getTime() >= deadline) over.abort();
  }, LOOK_MILLISECONDS);
  timer.unref();
  return { signal: over.signal, clear: () => clearInterval(timer) };
}
