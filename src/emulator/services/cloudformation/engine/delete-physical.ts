import { RESOURCE_TYPES } from "../resources/index.ts";
import type { LeftoverRecord } from "../stacks.ts";
import type { EngineContext } from "./engine-context.ts";
import { failureReason } from "./failure-reason.ts";
import { resourceContext } from "./resource-context.ts";

/** Deletes what there is of a resource. Tells why it could not, or `undefined`. */
export async function deletePhysical(
  resource: Pick<LeftoverRecord, "logicalId" | "type" | "physicalId" | "attributes" | "properties">,
  engine: EngineContext,
): Promise<string | undefined> {
  const { logicalId, physicalId, attributes, properties } = resource;
  try {
    const type = RESOURCE_TYPES.get(resource.type);
    if (type === undefined) throw new Error(`no resource type ${resource.type}`);
    await type.delete({ physicalId, attributes, properties }, resourceContext(engine, logicalId, engine.signal));
    return undefined;
  } catch (error) {
    return failureReason(error, engine);
  }
}
