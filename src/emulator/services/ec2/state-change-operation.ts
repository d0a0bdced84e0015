import type { QueryParams } from "../../../wire/index.ts";
import type { Operation, OperationContext } from "../../pipeline/service.ts";
import { type InstanceRecord, putInstance } from "../../state/instances.ts";
import type { StoreReader } from "../../state/store.ts";
import { ec2Operation } from "./ec2-operation.ts";
import { readInstanceIds, requireInstances } from "./instance-choice.ts";
import { type InstanceStateItem, instanceStateItem } from "./instance-items.ts";
import { instanceRequirement } from "./instance-requirement.ts";

/** What StartInstances, StopInstances and TerminateInstances answer. */
export interface StateChangesResult {
  readonly instancesSet: readonly {
    readonly instanceId: string;
    readonly currentState: InstanceStateItem;
    readonly previousState: InstanceStateItem;
  }[];
}

export interface StateChangeDefinition {
  readonly name: string;
  /** Besides those about the instances' ids. */
  readonly errors: readonly string[];
  /** Refuses what the emulator does not have. Default: nothing. */
  check?(params: QueryParams): void;
  /**
   * The instance as the operation makes it at once; `undefined` where it is so already.
   *
   * @throws AwsError where its state does not allow it.
   */
  change(instance: InstanceRecord, context: OperationContext): InstanceRecord | undefined;
  /** Refuses the changes together. Default: never. Throws AwsError. */
  limit?(changed: readonly InstanceRecord[], reader: StoreReader): void;
  /** What follows, which nobody waits for, as nobody waits for a machine of AWS's. */
  follow(instance: InstanceRecord, context: OperationContext): void;
}

/** An operation that brings instances into another state, all of them or none. */
export function stateChangeOperation(definition: StateChangeDefinition): Operation {
  const { name, errors, check, change, limit, follow } = definition;
  const changesOf = (instanceIds: readonly string[], context: OperationContext, reader: StoreReader) => {
    const changes = requireInstances(instanceIds, context, reader).map((before) => ({
      before,
      after: change(before, context),
    }));
    const changed = changes.flatMap(({ after }) => (after === undefined ? [] : [after]));
    limit?.(changed, reader);
    return { changes, changed };
  };
  return ec2Operation({
    name,
    errors: ["InvalidInstanceID.Malformed", "InvalidInstanceID.NotFound", "MissingParameter", ...errors],
    parse(params) {
      check?.(params);
      return readInstanceIds(params);
    },
    authorise: (instanceIds, context) => instanceIds.map((id) => instanceRequirement(context, `ec2:${name}`, id)),
    validate: (instanceIds, context) => void changesOf(instanceIds, context, context.state.store),
    async run(instanceIds, context): Promise<StateChangesResult> {
      const { changes, changed } = await context.state.store.transaction((writer) => {
        const made = changesOf(instanceIds, context, writer);
        for (const instance of made.changed) putInstance(writer, instance);
        return made;
      });
      for (const instance of changed) follow(instance, context);
      return {
        instancesSet: changes.map(({ before, after }) => ({
          instanceId: before.instanceId,
          currentState: instanceStateItem((after ?? before).state),
          previousState: instanceStateItem(before.state),
        })),
      };
    },
  });
}

/** Why an instance stops or goes where somebody asked for it. */
export const BY_USER = {
  code: "Client.UserInitiatedShutdown",
  message: "Client.UserInitiatedShutdown: User initiated shutdown",
} as const;
