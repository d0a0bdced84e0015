import { setImmediate as nextTurn } from "node:timers/promises";
import type { Tag } from "../../../state/identities.ts";
import type { CreationContext, MadeResource, OldResource } from "../resources/resource-type.ts";
import { putLeftover, type ResourceRecord } from "../stacks.ts";
import { scalarText, type TemplateObject } from "../template/value.ts";
import { type ResourceDifference, resourceDifference } from "./differences.ts";
import type { EngineContext } from "./engine-context.ts";
import { failureReason } from "./failure-reason.ts";
import { creationReason, type ResourceOrder } from "./make-resource.ts";
import { forgetSignals, receiveSignals } from "./receive-signals.ts";
import { type ResourceContent, resourceContent } from "./resource-content.ts";
import { resourceContext } from "./resource-context.ts";
import { watchWrites } from "./write-watch.ts";

/** What is needed to bring a resource that exists to what the new template says. */
export interface UpdateOrder extends ResourceOrder {
  readonly before: ResourceRecord;
  /** Tags of the stack before the update. */
  readonly stackTagsBefore: readonly Tag[];
}

/** What an update did to a resource, for whoever must undo it. */
export type Touch =
  /** It did not exist before. */
  | { readonly kind: "created" }
  /** It was refused before anything was done. */
  | { readonly kind: "refused" }
  /** Another was made in its place, or was begun to be. */
  | { readonly kind: "replaced" }
  /** It was changed in place to these properties, or was begun to be. */
  | { readonly kind: "changed"; readonly properties: TemplateObject };

export interface UpdateOutcome {
  /** Absent where it failed. */
  readonly made?: MadeResource;
  /** Absent where there was nothing to do. */
  readonly touch?: Touch;
}

const CANCELLED = "Resource update cancelled";
const REPLACING = "Requested update requires the creation of a new physical resource; hence creating one.";

/** Updates one resource, in place or by another, and tells of it as CloudFormation does. */
export async function updateResource(order: UpdateOrder, engine: EngineContext): Promise<UpdateOutcome> {
  const { before, definition, type, scope, stackTagsBefore } = order;
  const { journal } = engine;
  let content: ResourceContent;
  try {
    content = resourceContent(definition, scope);
  } catch (error) {
    return refuse(before, failureReason(error, engine), engine);
  }
  const difference = resourceDifference(before, { type, content, stackTags: engine.stack.tags }, stackTagsBefore);
  if (difference === undefined) {
    const { deletionPolicy } = definition;
    await journal.amendResource(before.logicalId, { dependsOn: [...order.dependsOn], deletionPolicy });
    return { made: madeOf(before) };
  }
  if (!difference.replaces) return changeInPlace(order, { content, difference }, engine);
  return replace(order, content, engine);
}

/** A resource that exists, as others refer to it. */
export function madeOf({ physicalId = "", attributes }: ResourceRecord): MadeResource {
  return { physicalId, attributes };
}

/** The resource as its type's `update` takes it. */
export function oldResource(
  record: ResourceRecord,
  { properties, stackTags }: { properties: TemplateObject; stackTags: readonly Tag[] },
): OldResource<TemplateObject> {
  return { ...madeOf(record), properties, stackTags };
}

async function refuse(before: ResourceRecord, reason: string, { journal }: EngineContext): Promise<UpdateOutcome> {
  await journal.resource(before.logicalId, { status: "UPDATE_FAILED", reason });
  return { touch: { kind: "refused" } };
}

async function changeInPlace(
  order: UpdateOrder,
  { content, difference }: { content: ResourceContent; difference: ResourceDifference },
  engine: EngineContext,
): Promise<UpdateOutcome> {
  const { before, type, definition, cancelled, stackTagsBefore } = order;
  const { journal } = engine;
  const { logicalId } = before;
  const { shownProperties, properties } = content;
  await journal.resource(logicalId, { status: "UPDATE_IN_PROGRESS", set: { shownProperties } });
  // As in making resources: other requests must be heard in between.
  await nextTurn();
  const touch: Touch = { kind: "changed", properties };
  let made = madeOf(before);
  if (difference.properties.length > 0 || difference.stackTags) {
    if (type.update === undefined) {
      if (difference.properties.length > 0) return refuse(before, cannotChange(difference.properties), engine);
    } else {
      const watch = watchWrites(resourceContext(engine, logicalId, cancelled));
      try {
        const old = oldResource(before, { properties: before.properties, stackTags: stackTagsBefore });
        made = await type.update(old, properties, watch.context);
      } catch (error) {
        const reason = cancelled.aborted ? CANCELLED : failureReason(error, engine);
        if (!watch.hasWritten()) return refuse(before, reason, engine);
        await journal.resource(logicalId, { status: "UPDATE_FAILED", reason });
        return { touch };
      }
    }
  }
  const set = { ...recordContent(content), dependsOn: [...order.dependsOn], deletionPolicy: definition.deletionPolicy };
  if (cancelled.aborted) {
    await journal.resource(logicalId, { status: "UPDATE_FAILED", reason: CANCELLED, set });
    return { touch };
  }
  await journal.resource(logicalId, { status: "UPDATE_COMPLETE", ...made, set });
  return { made, touch };
}

function cannotChange(properties: readonly string[]): string {
  return `Changing the properties [${properties.join(", ")}] is not supported by this emulator`;
}

function recordContent({ properties, shownProperties, metadata = "{}" }: ResourceContent): Required<ResourceContent> {
  return { properties, shownProperties, metadata };
}

async function replace(order: UpdateOrder, content: ResourceContent, engine: EngineContext): Promise<UpdateOutcome> {
  const { before, type, definition, cancelled } = order;
  const { journal, state } = engine;
  const { logicalId, physicalId = "" } = before;
  const { shownProperties, properties } = content;
  await journal.resource(logicalId, { status: "UPDATE_IN_PROGRESS", reason: REPLACING, set: { shownProperties } });
  const name = keptName(order, properties);
  if (name !== undefined) return refuse(before, cannotReplace(name), engine);
  await nextTurn();
  const set = {
    ...recordContent(content),
    dependsOn: [...order.dependsOn],
    deletionPolicy: definition.deletionPolicy,
  };
  const touch: Touch = { kind: "replaced" };
  const context: CreationContext = {
    ...resourceContext(engine, logicalId, cancelled),
    isSignalled: definition.signal !== undefined,
    initiated: (made) =>
      state.store.transaction((writer) => {
        putLeftover(writer, journal.key, { ...before, physicalId, deletionPolicy: definition.updateReplacePolicy });
        const reason = "Resource creation Initiated";
        journal.resourceIn(writer, logicalId, { status: "UPDATE_IN_PROGRESS", reason, ...made, set });
      }),
  };
  try {
    await forgetSignals(definition, engine);
    const made = await type.create(properties, context);
    await receiveSignals(order, engine);
    if (cancelled.aborted) {
      await journal.resource(logicalId, { status: "UPDATE_FAILED", reason: CANCELLED, ...made });
      return { touch };
    }
    await journal.resource(logicalId, { status: "UPDATE_COMPLETE", ...made });
    return { made, touch };
  } catch (error) {
    const reason = cancelled.aborted ? CANCELLED : creationReason(error, { order, properties }, engine);
    await journal.resource(logicalId, { status: "UPDATE_FAILED", reason });
    return { touch };
  }
}

/** The name that the template gives both the old and the new one, which cannot be there at the same time. */
function keptName({ before, type }: UpdateOrder, properties: TemplateObject): string | undefined {
  if (type.nameProperty === undefined) return undefined;
  const name = scalarText(properties[type.nameProperty]);
  return name !== undefined && name === scalarText(before.properties[type.nameProperty]) ? name : undefined;
}

function cannotReplace(name: string): string {
  return `CloudFormation cannot update a stack when a custom-named resource requires replacing. Rename ${name} and update the stack again.`;
}
