import { setImmediate as nextTurn } from "node:timers/promises";
import { type DependencyGraph, dependents, workThrough } from "../graph.ts";
import { listResources, type ResourceRecord } from "../stacks.ts";
import { deletePhysical } from "./delete-physical.ts";
import type { EngineContext } from "./engine-context.ts";

/** How resources are removed. */
export interface RemovalOptions {
  /** Logical ids of resources to leave as they are, though the stack forgets them. Default: none. */
  readonly retain?: ReadonlySet<string>;
  /** Leaves a resource that cannot be deleted, instead of failing. Default: false. */
  readonly force?: boolean;
  /** A rollback: what is to be kept except when its creation fails is deleted. Default: false. */
  readonly rollback?: boolean;
}

/**
 * Deletes a stack's resources, each before those that it depends on.
 *
 * @returns logical ids of those that could not be deleted, in the stack's order.
 */
export async function removeResources(engine: EngineContext, options: RemovalOptions = {}): Promise<readonly string[]> {
  const { journal, state, signal } = engine;
  const resources = new Map(
    listResources(state.store, journal.key)
      .filter(({ status }) => status !== "DELETE_COMPLETE" && status !== "DELETE_SKIPPED")
      .map((resource) => [resource.logicalId, resource]),
  );
  const graph: DependencyGraph = new Map(
    [...resources].map(([id, { dependsOn }]) => [id, new Set(dependsOn.filter((other) => resources.has(other)))]),
  );
  const failed: string[] = [];
  const remove = async (logicalId: string): Promise<boolean> => {
    const resource = resources.get(logicalId);
    const removed = resource !== undefined && (await removeResource(resource, engine, options));
    if (!removed) failed.push(logicalId);
    return removed;
  };
  await workThrough(dependents(graph), remove, () => !signal.aborted);
  return [...resources.keys()].filter((logicalId) => failed.includes(logicalId));
}

async function removeResource(
  resource: ResourceRecord,
  engine: EngineContext,
  options: RemovalOptions,
): Promise<boolean> {
  const { journal } = engine;
  const { logicalId, physicalId } = resource;
  // As in making resources: other requests must be heard in between.
  await nextTurn();
  if (physicalId === undefined) {
    await journal.resource(logicalId, { status: "DELETE_COMPLETE" });
    return true;
  }
  if (isKept(resource, options)) {
    await journal.resource(logicalId, { status: "DELETE_SKIPPED" });
    return true;
  }
  await journal.resource(logicalId, { status: "DELETE_IN_PROGRESS" });
  const reason = await deletePhysical({ ...resource, physicalId }, engine);
  if (reason !== undefined) {
    await journal.resource(logicalId, { status: options.force === true ? "DELETE_SKIPPED" : "DELETE_FAILED", reason });
    return options.force === true;
  }
  await journal.resource(logicalId, { status: "DELETE_COMPLETE" });
  return true;
}

function isKept({ logicalId, deletionPolicy }: ResourceRecord, { retain, rollback }: RemovalOptions): boolean {
  if (retain?.has(logicalId) === true || deletionPolicy === "Retain") return true;
  return deletionPolicy === "RetainExceptOnCreate" && rollback !== true;
}
