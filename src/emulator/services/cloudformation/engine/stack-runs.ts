import { setImmediate as nextTurn } from "node:timers/promises";
import type { EmulatorState } from "../../../state/state.ts";

/** Work on a stack that goes on after the call that asked for it was answered. */
export class StackRun {
  readonly #controller = new AbortController();
  readonly #close: () => void;
  #done: Promise<void> = Promise.resolve();

  constructor(close: () => void) {
    this.#close = close;
  }

  /** Aborted where something else is to be done with the stack. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Resolves when the run has ended, however it did. */
  get done(): Promise<void> {
    return this.#done;
  }

  /** Asks the run to end: what has begun is finished, nothing more is begun. */
  cancel(): void {
    this.#controller.abort();
  }

  /**
   * Does the work in the background. Where it fails in a way that nobody foresaw, or the emulator is closed or reset
   * under it, the run ends, and the stack is found interrupted the next time that anybody asks for it.
   */
  start(work: (signal: AbortSignal) => Promise<void>): void {
    // In the next turn of the event loop: the call that asked for the work is answered first.
    this.#done = nextTurn()
      .then(() => work(this.signal))
      .catch(() => {})
      .finally(this.#close);
  }

  /** Ends a run that has nothing to do after all. */
  abandon(): void {
    this.#close();
  }
}

/** The runs of one emulator, by stack id. */
export class StackRuns {
  readonly #active = new Map<string, Set<StackRun>>();

  /** Opens a run. It counts as active at once, so that nobody takes its stack for interrupted before it starts. */
  open(stackId: string): StackRun {
    const runs = this.#active.get(stackId) ?? new Set<StackRun>();
    this.#active.set(stackId, runs);
    const run: StackRun = new StackRun(() => {
      runs.delete(run);
      if (runs.size === 0) this.#active.delete(stackId);
    });
    runs.add(run);
    return run;
  }

  isActive(stackId: string): boolean {
    return this.#active.has(stackId);
  }

  /** Cancels the stack's other runs and waits until they have ended. */
  async supersede(stackId: string, by: StackRun): Promise<void> {
    const others = [...(this.#active.get(stackId) ?? [])].filter((run) => run !== by);
    for (const run of others) run.cancel();
    await Promise.all(others.map((run) => run.done));
  }
}

// What runs is not part of an emulator's state, which outlives the process, but belongs to it as long as it is open.
// Nothing is shared between emulators, and an emulator's entry goes when its state does.
const runsByState = new WeakMap<EmulatorState, StackRuns>();

/** The runs of the emulator that has this state. */
export function stackRuns(state: EmulatorState): StackRuns {
  const known = runsByState.get(state);
  if (known !== undefined) return known;
  const runs = new StackRuns();
  runsByState.set(state, runs);
  return runs;
}
