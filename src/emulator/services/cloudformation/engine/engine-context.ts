import type { Invoke } from "../../../pipeline/service.ts";
import type { EmulatorState } from "../../../state/state.ts";
import type { StackJournal } from "../journal.ts";
import type { StackRecord } from "../stacks.ts";

/** What a run works with. */
export interface EngineContext {
  readonly state: EmulatorState;
  /** Calls other services with the rights of whoever asked for the run. */
  readonly invoke: Invoke;
  /** Of the request that asked for it. */
  readonly requestId: string;
  readonly journal: StackJournal;
  /** As the stack was when the run began. */
  readonly stack: StackRecord;
  /** Aborted where the run is to end. */
  readonly signal: AbortSignal;
}
