import type { EngineContext } from "./engine-context.ts";
import { removalReason } from "./fail-creation.ts";
import { type RemovalOptions, removeResources } from "./remove-resources.ts";

/** Deletes a stack's resources, then the stack. */
export async function deleteRun(engine: EngineContext, options: RemovalOptions): Promise<void> {
  const failed = await removeResources(engine, options);
  if (engine.signal.aborted) return;
  if (failed.length === 0) await engine.journal.stack({ status: "DELETE_COMPLETE" });
  else await engine.journal.stack({ status: "DELETE_FAILED", reason: removalReason(failed) });
}
