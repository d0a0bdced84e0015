import { exportInUse } from "../exports.ts";
import { cleanUp } from "./clean-up.ts";
import type { EngineContext } from "./engine-context.ts";
import { removalReason } from "./fail-creation.ts";
import { type RemovalOptions, removeResources } from "./remove-resources.ts";

/** Deletes a stack's resources, then the stack. */
export async function deleteRun(engine: EngineContext, options: RemovalOptions): Promise<void> {
  const inUse = exportInUse(engine.state.store, engine.journal.stackNow(engine.state.store), []);
  if (inUse !== undefined) {
    await engine.journal.stack({ status: "DELETE_FAILED", reason: inUse });
    return;
  }
  // What an update that was cut off left over: nothing that the stack still knows depends on it.
  await cleanUp(engine, { rollback: false });
  const failed = await removeResources(engine, options);
  if (engine.signal.aborted) return;
  if (failed.length === 0) await engine.journal.stack({ status: "DELETE_COMPLETE" });
  else await engine.journal.stack({ status: "DELETE_FAILED", reason: removalReason(failed) });
}
