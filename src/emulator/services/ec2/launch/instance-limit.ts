import { isAlive, listAllInstances, MAX_RUNNING_INSTANCES } from "../../../state/instances.ts";
import type { StoreReader } from "../../../state/store.ts";
import { ec2Errors } from "../errors.ts";

/** How many more instances may run. */
export function freeInstances(reader: StoreReader): number {
  return Math.max(0, MAX_RUNNING_INSTANCES - listAllInstances(reader).filter(isAlive).length);
}

/** @throws AwsError `InstanceLimitExceeded` where so many more may not run. */
export function refuseOverLimit(reader: StoreReader, count: number): void {
  const free = freeInstances(reader);
  if (count <= free) return;
  throw ec2Errors.coded(
    "InstanceLimitExceeded",
    `Your quota allows for ${free} more running instance(s). You requested at least ${count}`,
  );
}
