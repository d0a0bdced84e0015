import type { QueryParams } from "../../../wire/index.ts";
import type { OperationContext } from "../../pipeline/service.ts";
import { findInstance, type InstanceRecord, isVisible } from "../../state/instances.ts";
import type { StoreReader } from "../../state/store.ts";
import { required } from "./ec2-operation.ts";
import { ec2Errors } from "./errors.ts";
import { checkIds } from "./ids.ts";

/**
 * `InstanceId.N`, of which there must be one at least.
 *
 * @throws AwsError `MissingParameter`, `InvalidInstanceID.Malformed`.
 */
export function readInstanceIds(params: QueryParams): readonly string[] {
  const instanceIds = [...new Set(params.list("InstanceId"))];
  if (instanceIds.length === 0) throw ec2Errors.missingParameter("InstanceId");
  checkIds(instanceIds, "i", "InvalidInstanceID.Malformed");
  return instanceIds;
}

/** @throws AwsError `MissingParameter`, `InvalidInstanceID.Malformed`. */
export function readInstanceId(params: QueryParams): string {
  const instanceId = required(params, "InstanceId");
  checkIds([instanceId], "i", "InvalidInstanceID.Malformed");
  return instanceId;
}

/**
 * The caller's instances of these ids.
 *
 * @throws AwsError `InvalidInstanceID.NotFound` where one does not exist, or is no longer shown.
 */
export function requireInstances(
  instanceIds: readonly string[],
  { state, caller }: OperationContext,
  reader: StoreReader,
): readonly InstanceRecord[] {
  const found = instanceIds.map((id) => findInstance(reader, caller.accountId, id));
  const now = state.clock.now();
  const isThere = (instance: InstanceRecord | undefined): instance is InstanceRecord =>
    instance !== undefined && isVisible(instance, now);
  const missing = instanceIds.filter((_, index) => !isThere(found[index]));
  if (missing.length > 0) throw ec2Errors.instanceNotFound(missing);
  return found.filter(isThere);
}

/** @throws AwsError `InvalidInstanceID.NotFound`. */
export function requireInstance(instanceId: string, context: OperationContext, reader: StoreReader): InstanceRecord {
  return requireInstances([instanceId], context, reader)[0] as InstanceRecord;
}
