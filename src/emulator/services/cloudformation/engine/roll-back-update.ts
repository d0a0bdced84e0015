import { type DependencyGraph, workThrough } from "../graph.ts";
import type { StackChange } from "../journal.ts";
import { RESOURCE_TYPES } from "../resources/index.ts";
import { getResource, putLeftover, type ResourceRecord, removeLeftover, type StackRecord } from "../stacks.ts";
import { cleanUp, forgetResources } from "./clean-up.ts";
import type { EngineContext } from "./engine-context.ts";
import { failureReason } from "./failure-reason.ts";
import { resourceContext } from "./resource-context.ts";
import { madeOf, oldResource, type Touch } from "./update-resource.ts";

/** What there was before an update, and what the update has done. */
export interface UpdateTrail {
  readonly stack: StackRecord;
  readonly resources: ReadonlyMap<string, ResourceRecord>;
  /** By logical id; whatever is not here was left as it was. */
  readonly touched: ReadonlyMap<string, Touch>;
}

/** Brings a stack whose update failed back to what it was. */
export async function rollBackUpdate(reason: string, trail: UpdateTrail, failedUpdate: EngineContext): Promise<void> {
  const { journal } = failedUpdate;
  const { stack, resources, touched } = trail;
  const engine = { ...failedUpdate, stack };
  await journal.stack({ status: "UPDATE_ROLLBACK_IN_PROGRESS", reason, set: contentOf(stack) });
  const graph: DependencyGraph = new Map(
    [...resources].map(([id, { dependsOn }]) => [id, new Set(dependsOn.filter((other) => resources.has(other)))]),
  );
  const failed: string[] = [];
  const restore = async (logicalId: string): Promise<boolean> => {
    const before = resources.get(logicalId) as ResourceRecord;
    const isRestored = await restoreResource(before, { touch: touched.get(logicalId), failedUpdate }, engine);
    if (!isRestored) failed.push(logicalId);
    return isRestored;
  };
  await workThrough(graph, restore, () => !engine.signal.aborted);
  if (engine.signal.aborted) return;
  if (failed.length > 0) {
    await journal.stack({ status: "UPDATE_ROLLBACK_FAILED", reason: updateReason([], failed) });
    return;
  }
  await journal.stack({ status: "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS" });
  const created = [...touched].filter(([, { kind }]) => kind === "created").map(([logicalId]) => logicalId);
  await forgetResources(engine, created);
  await cleanUp(engine, { rollback: true });
  if (!engine.signal.aborted) await journal.stack({ status: "UPDATE_ROLLBACK_COMPLETE" });
}

/** Which resources kept an update from its end. The space at the end is CloudFormation's. */
export function updateReason(created: readonly string[], updated: readonly string[]): string {
  const sentence = (verb: string, ids: readonly string[]): string =>
    ids.length === 0 ? "" : `The following resource(s) failed to ${verb}: [${ids.join(", ")}]. `;
  return sentence("create", created) + sentence("update", updated);
}

/** What the update changed of the stack, as it was. That an update was tried, and when, stays. */
function contentOf(stack: StackRecord): NonNullable<StackChange["set"]> {
  const { templateBody, description, parameters, capabilities, tags, outputs, imports, clientRequestToken } = stack;
  return { templateBody, description, parameters, capabilities, tags, outputs, imports, clientRequestToken };
}

async function restoreResource(
  before: ResourceRecord,
  { touch, failedUpdate }: { touch: Touch | undefined; failedUpdate: EngineContext },
  engine: EngineContext,
): Promise<boolean> {
  const { journal } = engine;
  const { logicalId, status: _status, statusReason: _reason, updatedAt: _time, ...set } = before;
  if (touch === undefined) {
    await journal.amendResource(logicalId, set);
    return true;
  }
  if (touch.kind === "replaced") await putBack(before, engine);
  if (touch.kind === "changed") {
    const { shownProperties } = before;
    await journal.resource(logicalId, { status: "UPDATE_IN_PROGRESS", set: { shownProperties } });
    const type = RESOURCE_TYPES.get(before.type);
    try {
      const old = { properties: touch.properties, stackTags: failedUpdate.stack.tags };
      const context = resourceContext(engine, logicalId, engine.signal);
      await type?.update?.(oldResource(before, old), before.properties, context);
    } catch (error) {
      await journal.resource(logicalId, { status: "UPDATE_FAILED", reason: failureReason(error, engine) });
      return false;
    }
  }
  await journal.resource(logicalId, { status: "UPDATE_COMPLETE", ...madeOf(before), set });
  return true;
}

/** The old one is the stack's again; what was made in its place is left over. */
async function putBack(before: ResourceRecord, { journal, state }: EngineContext): Promise<void> {
  const { logicalId } = before;
  await state.store.transaction((writer) => {
    const now = getResource(writer, journal.key, logicalId);
    if (now?.physicalId === undefined || now.physicalId === before.physicalId) {
      removeLeftover(writer, journal.key, logicalId);
    } else {
      putLeftover(writer, journal.key, { ...now, physicalId: now.physicalId, deletionPolicy: "Delete" });
    }
  });
}
