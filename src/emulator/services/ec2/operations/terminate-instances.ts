import type { Operation } from "../../../pipeline/service.ts";
import { inState } from "../../../state/instances.ts";
import { ec2Errors } from "../errors.ts";
import { BY_USER, stateChangeOperation } from "../state-change-operation.ts";

/** Ends instances for good. One that was ended before is as it was. */
export const terminateInstances: Operation = stateChangeOperation({
  name: "TerminateInstances",
  errors: ["OperationNotPermitted"],
  change(instance, { state }) {
    if (instance.terminationProtected === true && instance.state !== "terminated") {
      throw ec2Errors.coded(
        "OperationNotPermitted",
        `The instance '${instance.instanceId}' may not be terminated. Modify its 'disableApiTermination' instance attribute and try again.`,
      );
    }
    return inState(instance, "shutting-down", { at: state.clock.now(), reason: BY_USER });
  },
  follow: (instance, { instances }) => void instances.end(instance),
});
