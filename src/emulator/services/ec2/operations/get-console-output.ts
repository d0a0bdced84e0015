import type { Operation } from "../../../pipeline/service.ts";
import { findInstance, isVisible } from "../../../state/instances.ts";
import { ec2Operation, required } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { checkIds } from "../ids.ts";
import { instanceRequirement } from "../instance-requirement.ts";

export interface GetConsoleOutputResult {
  readonly instanceId: string;
  readonly timestamp: Date;
  /** Base64. Absent where nothing was printed yet. */
  readonly output?: string;
}

/** What an instance's user data has printed so far, at most the last 64 KiB. */
export const getConsoleOutput: Operation = ec2Operation({
  name: "GetConsoleOutput",
  errors: ["InvalidInstanceID.Malformed", "InvalidInstanceID.NotFound", "MissingParameter"],
  parse(params) {
    const instanceId = required(params, "InstanceId");
    checkIds([instanceId], "i", "InvalidInstanceID.Malformed");
    return { instanceId };
  },
  authorise: ({ instanceId }, context) => [instanceRequirement(context, "ec2:GetConsoleOutput", instanceId)],
  run({ instanceId }, { state, caller, instances }): GetConsoleOutputResult {
    const { accountId } = caller;
    const now = state.clock.now();
    const instance = findInstance(state.store, accountId, instanceId);
    if (instance === undefined || !isVisible(instance, now)) throw ec2Errors.instanceNotFound([instanceId]);
    const text = instances.consoleOutput({ accountId, instanceId });
    return {
      instanceId,
      timestamp: now,
      ...(text === "" ? {} : { output: Buffer.from(text).toString("base64") }),
    };
  },
});
