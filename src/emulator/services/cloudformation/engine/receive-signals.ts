import { clearSignals, listSignals } from "../signals.ts";
import { resourceSignal } from "../template/creation-policy.ts";
import type { ResourceDefinition } from "../template/model.ts";
import type { TemplateScope } from "../template/scope.ts";
import type { EngineContext } from "./engine-context.ts";
import { waitByClock } from "./wait-by-clock.ts";

/** Not enough signals came in time, or one that says that something failed. */
export class SignalError extends Error {
  override readonly name = "SignalError";
}

/** Before a resource is made: signals to a namesake of before do not count. */
export async function forgetSignals({ logicalId, signal }: ResourceDefinition, engine: EngineContext): Promise<void> {
  if (signal === undefined) return;
  const { state, journal } = engine;
  await state.store.transaction((writer) => clearSignals(writer, journal.key, logicalId));
}

/**
 * Waits for the signals of a resource's CreationPolicy, by the emulator's clock.
 *
 * @throws SignalError in AWS's words; CancelledError where `cancelled` is aborted first.
 */
export async function receiveSignals(
  { definition, scope, cancelled }: { definition: ResourceDefinition; scope: TemplateScope; cancelled: AbortSignal },
  { state, journal }: EngineContext,
): Promise<void> {
  if (definition.signal === undefined) return;
  const { count, timeoutSeconds } = resourceSignal(definition.signal, scope);
  const look = (): true | undefined => {
    const signals = listSignals(state.store, journal.key, definition.logicalId);
    const failure = signals.find(({ status }) => status === "FAILURE");
    if (failure !== undefined) throw new SignalError(`Received FAILURE signal with UniqueId ${failure.uniqueId}`);
    return signals.length >= count ? true : undefined;
  };
  if ((await waitByClock(look, { timeoutSeconds, cancelled }, state)) === undefined) {
    throw new SignalError(`Failed to receive ${count} resource signal(s) within the specified duration`);
  }
}
