import type { FailureAction } from "../stacks.ts";
import type { EngineContext } from "./engine-context.ts";
import { removeResources } from "./remove-resources.ts";

/** What CloudFormation adds to the reason. "By user" is its wording for automatic rollbacks too. */
const CONSEQUENCES: Readonly<Record<FailureAction, string>> = {
  DO_NOTHING: "",
  ROLLBACK: "Rollback requested by user.",
  DELETE: "Delete requested by user.",
};

/** Does with a stack whose creation failed what its creator asked for: nothing, a rollback, or deleting it. */
export async function failCreation(reason: string, engine: EngineContext): Promise<void> {
  const { journal, stack } = engine;
  const full = `${reason} ${CONSEQUENCES[stack.onFailure]}`;
  if (stack.onFailure === "DO_NOTHING") {
    await journal.stack({ status: "CREATE_FAILED", reason: full });
    return;
  }
  const name = stack.onFailure === "DELETE" ? "DELETE" : "ROLLBACK";
  await journal.stack({ status: `${name}_IN_PROGRESS`, reason: full });
  const failed = await removeResources(engine, { rollback: true });
  if (engine.signal.aborted) return;
  if (failed.length === 0) await journal.stack({ status: `${name}_COMPLETE` });
  else await journal.stack({ status: `${name}_FAILED`, reason: removalReason(failed) });
}

/** Why resources that remain keep their stack from being deleted. The space at the end is CloudFormation's. */
export function removalReason(failed: readonly string[]): string {
  return `The following resource(s) failed to delete: [${failed.join(", ")}]. `;
}
