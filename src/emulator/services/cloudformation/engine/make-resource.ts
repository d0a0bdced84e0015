import { setImmediate as nextTurn } from "node:timers/promises";
import { isNameTaken } from "../resources/refusals.ts";
import type { CreationContext, MadeResource, ResourceType } from "../resources/resource-type.ts";
import { listResources, listStacks, stackKey } from "../stacks.ts";
import type { ResourceDefinition } from "../template/model.ts";
import type { TemplateScope } from "../template/scope.ts";
import { objectOf, scalarText, type TemplateObject } from "../template/value.ts";
import type { EngineContext } from "./engine-context.ts";
import { failureReason } from "./failure-reason.ts";
import { forgetSignals, receiveSignals } from "./receive-signals.ts";
import { type ResourceContent, resourceContent } from "./resource-content.ts";
import { resourceContext } from "./resource-context.ts";

/** What is needed to make one resource. */
export interface ResourceOrder {
  readonly definition: ResourceDefinition;
  readonly type: ResourceType;
  readonly scope: TemplateScope;
  readonly dependsOn: ReadonlySet<string>;
  /** Aborted once another resource has failed: what is not complete by then is cancelled. */
  readonly cancelled: AbortSignal;
}

/** Makes one resource and tells of it as CloudFormation does. `undefined` where it could not be made. */
export async function makeResource(order: ResourceOrder, engine: EngineContext): Promise<MadeResource | undefined> {
  const { journal } = engine;
  const { logicalId } = order.definition;
  let properties: TemplateObject = objectOf([]);
  try {
    properties = await beginResource(order, engine);
    // In memory nothing that a resource needs has to wait: without a turn the first would be complete before the next
    // is begun, and a large stack would keep all requests from being heard.
    await nextTurn();
    const context: CreationContext = {
      ...resourceContext(engine, logicalId, order.cancelled),
      isSignalled: order.definition.signal !== undefined,
      initiated: (made) =>
        journal.resource(logicalId, { status: "CREATE_IN_PROGRESS", reason: "Resource creation Initiated", ...made }),
    };
    await forgetSignals(order.definition, engine);
    const made = await order.type.create(properties, context);
    await receiveSignals(order, engine);
    if (order.cancelled.aborted) {
      await journal.resource(logicalId, { status: "CREATE_FAILED", reason: "Resource creation cancelled", ...made });
      return undefined;
    }
    await journal.resource(logicalId, { status: "CREATE_COMPLETE", ...made });
    return made;
  } catch (error) {
    const reason = creationReason(error, { order, properties }, engine);
    await journal.resource(logicalId, { status: "CREATE_FAILED", reason });
    return undefined;
  }
}

/** Keeps the resource's first record and works out its properties. */
async function beginResource(order: ResourceOrder, { journal }: EngineContext): Promise<TemplateObject> {
  const { definition, scope, dependsOn } = order;
  const { logicalId, type, deletionPolicy } = definition;
  const record = {
    logicalId,
    type,
    attributes: {},
    properties: {},
    shownProperties: "{}",
    dependsOn: [...dependsOn],
    deletionPolicy,
    status: "CREATE_IN_PROGRESS",
    updatedAt: "",
  } as const;
  let content: ResourceContent;
  try {
    content = resourceContent(definition, scope);
  } catch (error) {
    await journal.addResource(record);
    throw error;
  }
  await journal.addResource({ ...record, ...content });
  return content.properties;
}

/** Why a resource could not be made. */
export function creationReason(
  error: unknown,
  resource: { order: Pick<ResourceOrder, "type">; properties: TemplateObject },
  engine: EngineContext,
): string {
  return nameTakenReason(error, resource, engine) ?? failureReason(error, engine);
}

/** `<name> already exists`, with the stack that has it where it is one of the account's own. */
function nameTakenReason(
  error: unknown,
  { order, properties }: { order: Pick<ResourceOrder, "type">; properties: TemplateObject },
  engine: EngineContext,
): string | undefined {
  const name = scalarText(properties[order.type.nameProperty ?? ""]);
  if (name === undefined || !isNameTaken(error)) return undefined;
  const { store } = engine.state;
  const owner = listStacks(store, engine.stack.accountId).find((stack) =>
    listResources(store, stackKey(stack)).some(
      (resource) =>
        resource.type === order.type.name &&
        resource.physicalId === name &&
        resource.status !== "DELETE_COMPLETE" &&
        resource.status !== "DELETE_SKIPPED",
    ),
  );
  return owner === undefined ? `${name} already exists` : `${name} already exists in stack ${owner.stackId}`;
}
