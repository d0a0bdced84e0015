import type { Operation } from "../../../pipeline/service.ts";
import { inState } from "../../../state/instances.ts";
import { ec2Errors } from "../errors.ts";
import { BY_USER, stateChangeOperation } from "../state-change-operation.ts";

const NAME = "StopInstances";

/** Stops instances: what runs in them ends, and their metadata services with it. What they are stays. */
export const stopInstances: Operation = stateChangeOperation({
  name: NAME,
  errors: ["IncorrectInstanceState"],
  check(params) {
    if (params.boolean("Hibernate") === true) throw ec2Errors.notEmulated(NAME, "Hibernate");
  },
  change(instance, { state }) {
    if (instance.state === "stopped" || instance.state === "stopping") return undefined;
    const next = inState(instance, "stopping", { at: state.clock.now(), reason: BY_USER });
    if (next !== undefined) return next;
    throw ec2Errors.incorrectState(instance.instanceId, "is not in a state from which it can be stopped.");
  },
  follow: (instance, { instances }) => void instances.end(instance, "stopped"),
});
