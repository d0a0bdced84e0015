import { setTimeout as sleep } from "node:timers/promises";
import { AwsError } from "../../../../wire/index.ts";
import type { InternalCall } from "../../../pipeline/service.ts";
import { physicalName } from "../physical-ids.ts";
import { CallRefusedError, CancelledError, isGone, NotStabilisedError } from "../resources/refusals.ts";
import type { ResourceContext } from "../resources/resource-type.ts";
import type { EngineContext } from "./engine-context.ts";
import { waitHandles } from "./wait-handles.ts";

const FIRST_WAIT_MILLISECONDS = 20;
const LONGEST_WAIT_MILLISECONDS = 500;
/** How long a resource may take to come to its state. */
const STABILISE_MILLISECONDS = 120_000;

/** What a resource type is given to work with. `signal` ends its waiting. */
export function resourceContext(engine: EngineContext, logicalId: string, signal: AbortSignal): ResourceContext {
  const { state, stack } = engine;
  const call = async (inner: InternalCall): Promise<unknown> => {
    try {
      return await engine.invoke(inner);
    } catch (error) {
      throw error instanceof AwsError ? new CallRefusedError(inner, error) : error;
    }
  };
  return {
    logicalId,
    accountId: stack.accountId,
    region: state.region,
    stackTags: stack.tags,
    call,
    async callUnlessGone(inner) {
      try {
        await call(inner);
      } catch (error) {
        if (!isGone(error)) throw error;
      }
    },
    physicalName: (rules) => physicalName({ stackName: stack.stackName, logicalId }, rules, state.random),
    until: (answer) => pollUntil(answer, signal),
    waitHandles: waitHandles(engine, { logicalId, cancelled: signal }),
  };
}

/** Waiting is on the machine's time: the emulator's clock moves only when somebody moves it. */
async function pollUntil(answer: () => Promise<boolean>, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + STABILISE_MILLISECONDS;
  for (let wait = FIRST_WAIT_MILLISECONDS; ; wait = Math.min(wait * 2, LONGEST_WAIT_MILLISECONDS)) {
    if (await answer()) return;
    if (signal.aborted) throw new CancelledError();
    if (Date.now() >= deadline) throw new NotStabilisedError("Exceeded attempts to wait");
    // Nothing of a stack must keep the process from ending.
    await sleep(wait, undefined, { signal, ref: false }).catch(() => {});
  }
}
