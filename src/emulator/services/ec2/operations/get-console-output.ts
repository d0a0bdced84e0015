import type { Operation } from "../../../pipeline/service.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { readInstanceId, requireInstance } from "../instance-choice.ts";
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
  parse: readInstanceId,
  authorise: (instanceId, context) => [instanceRequirement(context, "ec2:GetConsoleOutput", instanceId)],
  run(instanceId, context): GetConsoleOutputResult {
    const { state, instances } = context;
    const text = instances.consoleOutput(requireInstance(instanceId, context, state.store));
    return {
      instanceId,
      timestamp: state.clock.now(),
      ...(text === "" ? {} : { output: Buffer.from(text).toString("base64") }),
    };
  },
});
