import { exportedValue, exportInUse, importedNames } from "../exports.ts";
import { workThrough } from "../graph.ts";
import { RESOURCE_TYPES } from "../resources/index.ts";
import type { MadeResource } from "../resources/resource-type.ts";
import { listResources, type StackRecord } from "../stacks.ts";
import type { StackPlan } from "../template/plan.ts";
import { TemplateScope } from "../template/scope.ts";
import { checkExistingValues } from "./check-existing.ts";
import { claimImports } from "./claim-imports.ts";
import { cleanUp, forgetResources } from "./clean-up.ts";
import type { EngineContext } from "./engine-context.ts";
import { makeResource } from "./make-resource.ts";
import { rollBackUpdate, type UpdateTrail, updateReason } from "./roll-back-update.ts";
import { stackOutputs } from "./stack-outputs.ts";
import { unsupportedReason } from "./unsupported.ts";
import { type Touch, updateResource } from "./update-resource.ts";

/** Brings a stack to what its new plan says, and back where that fails. `before` is the stack as it was. */
export async function updateRun(plan: StackPlan, before: StackRecord, engine: EngineContext): Promise<void> {
  const { journal, state, stack } = engine;
  const touched = new Map<string, Touch>();
  const known = listResources(state.store, journal.key).map((record) => [record.logicalId, record] as const);
  const trail: UpdateTrail = { stack: before, resources: new Map(known), touched };

  const made = new Map<string, MadeResource>();
  const scope = new TemplateScope({
    template: plan.template,
    parameters: stack.parameters,
    stack: { ...stack, region: state.region },
    resource: (logicalId) => made.get(logicalId),
    exportedValue: exportedValue(state.store, stack),
  });
  const imports = importedNames(plan, scope);
  const refusal =
    unsupportedReason(plan) ??
    (await claimImports(imports, engine)) ??
    (await checkExistingValues(plan.template, engine));
  if (refusal !== undefined) return rollBackUpdate(refusal, trail, engine);
  const reason = await updateResources(plan, { scope, made, trail, touched }, engine);
  if (engine.signal.aborted) return;
  if (reason !== "") return rollBackUpdate(reason, trail, engine);
  const outputs = stackOutputs(plan, scope, engine);
  if ("refusal" in outputs) return rollBackUpdate(outputs.refusal, trail, engine);
  const inUse = exportInUse(state.store, before, outputs.outputs);
  if (inUse !== undefined) return rollBackUpdate(inUse, trail, engine);

  await journal.stack({ status: "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS", set: { ...outputs, imports } });
  await forgetResources(
    engine,
    [...trail.resources.keys()].filter((logicalId) => !plan.resources.has(logicalId)),
  );
  await cleanUp(engine, { rollback: false });
  if (!engine.signal.aborted) await journal.stack({ status: "UPDATE_COMPLETE" });
}

interface UpdateWork {
  readonly scope: TemplateScope;
  readonly made: Map<string, MadeResource>;
  readonly trail: UpdateTrail;
  readonly touched: Map<string, Touch>;
}

/** Makes and updates the plan's resources. Tells which failed or were cancelled; empty where none did. */
async function updateResources(
  { resources, graph }: StackPlan,
  { scope, made, trail, touched }: UpdateWork,
  engine: EngineContext,
): Promise<string> {
  const stop = new AbortController();
  const cancelled = AbortSignal.any([stop.signal, engine.signal]);
  const failed = { create: new Set<string>(), update: new Set<string>() };
  const work = async (logicalId: string): Promise<boolean> => {
    const definition = resources.get(logicalId);
    const type = RESOURCE_TYPES.get(definition?.type ?? "");
    if (definition === undefined || type === undefined) throw new Error(`${logicalId} cannot be made`);
    const order = { definition, type, scope, dependsOn: graph.get(logicalId) ?? new Set<string>(), cancelled };
    const before = trail.resources.get(logicalId);
    let resource: MadeResource | undefined;
    if (before === undefined) {
      touched.set(logicalId, { kind: "created" });
      resource = await makeResource(order, engine);
    } else {
      const outcome = await updateResource({ ...order, before, stackTagsBefore: trail.stack.tags }, engine);
      if (outcome.touch !== undefined) touched.set(logicalId, outcome.touch);
      resource = outcome.made;
    }
    if (resource !== undefined) {
      made.set(logicalId, resource);
      return true;
    }
    failed[before === undefined ? "create" : "update"].add(logicalId);
    stop.abort();
    return false;
  };
  await workThrough(graph, work, () => !cancelled.aborted);
  const inOrder = (ids: ReadonlySet<string>): readonly string[] => [...resources.keys()].filter((id) => ids.has(id));
  return updateReason(inOrder(failed.create), inOrder(failed.update));
}
