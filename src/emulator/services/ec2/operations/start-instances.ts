import type { Operation } from "../../../pipeline/service.ts";
import { inState } from "../../../state/instances.ts";
import { ec2Errors } from "../errors.ts";
import { refuseOverLimit } from "../launch/instance-limit.ts";
import { stateChangeOperation } from "../state-change-operation.ts";

/** Starts stopped instances. Their user data is not run again. */
export const startInstances: Operation = stateChangeOperation({
  name: "StartInstances",
  errors: ["IncorrectInstanceState", "InstanceLimitExceeded"],
  change(instance, { state }) {
    if (instance.state === "running" || instance.state === "pending") return undefined;
    const at = state.clock.now();
    const reason = { code: "pending", message: "pending" };
    const next = instance.state === "stopped" ? inState(instance, "pending", { at, reason }) : undefined;
    if (next !== undefined) return { ...next, launchedAt: at.toISOString() };
    throw ec2Errors.incorrectState(instance.instanceId, "is not in a state from which it can be started.");
  },
  limit: (started, reader) => refuseOverLimit(reader, started.length),
  follow: (instance, { instances }) => instances.boot(instance),
});
