import { setImmediate as nextTurn } from "node:timers/promises";
import { type DependencyGraph, dependents, workThrough } from "../graph.ts";
import {
  getResource,
  type LeftoverRecord,
  listLeftovers,
  putLeftover,
  removeLeftover,
  removeResourceRecord,
} from "../stacks.ts";
import { deletePhysical } from "./delete-physical.ts";
import type { EngineContext } from "./engine-context.ts";

/** The stack forgets these resources; what there is of them is left over. */
export async function forgetResources(engine: EngineContext, logicalIds: Iterable<string>): Promise<void> {
  const { journal, state } = engine;
  for (const logicalId of logicalIds) {
    await state.store.transaction((writer) => {
      const record = getResource(writer, journal.key, logicalId);
      if (record === undefined) return;
      const { physicalId } = record;
      if (physicalId === undefined) journal.resourceIn(writer, logicalId, { status: "DELETE_COMPLETE" });
      else putLeftover(writer, journal.key, { ...record, physicalId });
      removeResourceRecord(writer, journal.key, logicalId);
    });
  }
}

/**
 * Deletes what is left over, each before what it depends on.
 *
 * @returns logical ids of those that could not be deleted; an update completes without them, as on AWS.
 */
export async function cleanUp(
  engine: EngineContext,
  { rollback }: { readonly rollback: boolean },
): Promise<readonly string[]> {
  const { journal, state, signal } = engine;
  const leftovers = new Map(listLeftovers(state.store, journal.key).map((leftover) => [leftover.logicalId, leftover]));
  const graph: DependencyGraph = new Map(
    [...leftovers].map(([id, { dependsOn }]) => [id, new Set(dependsOn.filter((other) => leftovers.has(other)))]),
  );
  const failed: string[] = [];
  const remove = async (logicalId: string): Promise<boolean> => {
    const leftover = leftovers.get(logicalId);
    if (leftover !== undefined && !(await deleteLeftover(leftover, { rollback }, engine))) failed.push(logicalId);
    // What depended on it is gone, and whether this one can go does not decide whether the others can.
    return true;
  };
  await workThrough(dependents(graph), remove, () => !signal.aborted);
  return failed;
}

async function deleteLeftover(
  leftover: LeftoverRecord,
  { rollback }: { readonly rollback: boolean },
  engine: EngineContext,
): Promise<boolean> {
  const { journal, state } = engine;
  const { logicalId, physicalId, deletionPolicy } = leftover;
  await nextTurn();
  const forget = () => state.store.transaction((writer) => removeLeftover(writer, journal.key, logicalId));
  const now = getResource(state.store, journal.key, logicalId);
  // The same thing by another way: to delete the old would delete the new.
  if (now?.physicalId === physicalId && now.type === leftover.type) {
    await forget();
    return true;
  }
  // In a rollback what is left over is what has just been made.
  if (deletionPolicy === "Retain" || (deletionPolicy === "RetainExceptOnCreate" && !rollback)) {
    await journal.leftover(leftover, { status: "DELETE_SKIPPED" });
    await forget();
    return true;
  }
  await journal.leftover(leftover, { status: "DELETE_IN_PROGRESS" });
  const reason = await deletePhysical(leftover, engine);
  await journal.leftover(
    leftover,
    reason === undefined ? { status: "DELETE_COMPLETE" } : { status: "DELETE_FAILED", reason },
  );
  await forget();
  return reason === undefined;
}
