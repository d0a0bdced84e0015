import { exportedValue, importedNames } from "../exports.ts";
import { workThrough } from "../graph.ts";
import { RESOURCE_TYPES } from "../resources/index.ts";
import type { MadeResource } from "../resources/resource-type.ts";
import type { StackPlan } from "../template/plan.ts";
import { TemplateScope } from "../template/scope.ts";
import { checkExistingValues } from "./check-existing.ts";
import { claimImports } from "./claim-imports.ts";
import { creationTimeout } from "./creation-timeout.ts";
import type { EngineContext } from "./engine-context.ts";
import { failCreation } from "./fail-creation.ts";
import { makeResource } from "./make-resource.ts";
import { stackOutputs } from "./stack-outputs.ts";
import { unsupportedReason } from "./unsupported.ts";

/** Makes what a stack's plan says, and undoes it where that fails. */
export async function createRun(plan: StackPlan, engine: EngineContext): Promise<void> {
  const made = new Map<string, MadeResource>();
  const scope = new TemplateScope({
    template: plan.template,
    parameters: engine.stack.parameters,
    stack: { ...engine.stack, region: engine.state.region },
    resource: (logicalId) => made.get(logicalId),
    exportedValue: exportedValue(engine.state.store, engine.stack),
  });
  const imports = importedNames(plan, scope);
  const refusal =
    unsupportedReason(plan) ??
    (await claimImports(imports, engine)) ??
    (await checkExistingValues(plan.template, engine));
  if (refusal !== undefined) return failCreation(refusal, engine);
  const timeout = creationTimeout(engine);
  const failed = await makeResources(plan, engine, { scope, made, timeout: timeout.signal });
  timeout.clear();
  if (engine.signal.aborted) return;
  if (timeout.signal.aborted) return failCreation("Stack creation time exceeded the specified timeout.", engine);
  if (failed.length > 0) {
    return failCreation(`The following resource(s) failed to create: [${failed.join(", ")}].`, engine);
  }
  const outputs = stackOutputs(plan, scope, engine);
  if ("refusal" in outputs) return failCreation(outputs.refusal, engine);
  await engine.journal.stack({ status: "CREATE_COMPLETE", set: { ...outputs, imports } });
}

/** Makes the resources. Tells the logical ids of those that failed or were cancelled, in the template's order. */
async function makeResources(
  { resources, graph }: StackPlan,
  engine: EngineContext,
  { scope, made, timeout }: { scope: TemplateScope; made: Map<string, MadeResource>; timeout: AbortSignal },
): Promise<readonly string[]> {
  const stop = new AbortController();
  const cancelled = AbortSignal.any([stop.signal, engine.signal, timeout]);
  const failed = new Set<string>();
  const make = async (logicalId: string): Promise<boolean> => {
    const definition = resources.get(logicalId);
    const type = RESOURCE_TYPES.get(definition?.type ?? "");
    if (definition === undefined || type === undefined) throw new Error(`${logicalId} cannot be made`);
    const dependsOn = graph.get(logicalId) ?? new Set();
    const resource = await makeResource({ definition, type, scope, dependsOn, cancelled }, engine);
    if (resource === undefined) {
      failed.add(logicalId);
      stop.abort();
      return false;
    }
    made.set(logicalId, resource);
    return true;
  };
  await workThrough(graph, make, () => !cancelled.aborted);
  return [...resources.keys()].filter((logicalId) => failed.has(logicalId));
}
