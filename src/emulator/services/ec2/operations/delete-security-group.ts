import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import { isVisible, listInstances } from "../../../state/instances.ts";
import type { StoreReader } from "../../../state/store.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { readGroupChoice } from "../group-choice.ts";
import { groupRequirement } from "../resources.ts";
import {
  chosenGroup,
  groupIdForPolicy,
  listGroups,
  removeGroup,
  type SecurityGroupRecord,
} from "../security-groups.ts";

export interface DeleteSecurityGroupResult {
  readonly return: true;
  readonly groupId: string;
}

/** Deletes a group that neither an instance nor another group's rule still names. */
export const deleteSecurityGroup: Operation = ec2Operation({
  name: "DeleteSecurityGroup",
  errors: [
    "CannotDelete",
    "DependencyViolation",
    "InvalidGroup.NotFound",
    "InvalidGroupId.Malformed",
    "InvalidParameterCombination",
    "MissingParameter",
  ],
  parse: readGroupChoice,
  authorise: (choice, context) => [
    groupRequirement(context, "ec2:DeleteSecurityGroup", groupIdForPolicy(context, choice)),
  ],
  validate(choice, context) {
    refuseNeeded(chosenGroup(context, context.state.store, choice), context, context.state.store);
  },
  run(choice, context): Promise<DeleteSecurityGroupResult> {
    return context.state.store.transaction((writer) => {
      const group = chosenGroup(context, writer, choice);
      refuseNeeded(group, context, writer);
      removeGroup(writer, group);
      return { return: true, groupId: group.groupId };
    });
  },
});

function refuseNeeded(group: SecurityGroupRecord, context: OperationContext, reader: StoreReader): void {
  const { groupId, groupName, accountId } = group;
  if (groupName === "default") {
    const message = `the specified group: "${groupId}" name: "default" cannot be deleted by a user`;
    throw ec2Errors.coded("CannotDelete", message);
  }
  const now = context.state.clock.now();
  const usedByInstance = listInstances(reader, accountId).some(
    (instance) =>
      instance.state !== "terminated" &&
      isVisible(instance, now) &&
      instance.securityGroups.some((used) => used.groupId === groupId),
  );
  const usedByRule = listGroups(context, reader).some(
    (other) =>
      other.groupId !== groupId &&
      other.rules.some((rule) => rule.peer.type === "group" && rule.peer.groupId === groupId),
  );
  if (usedByInstance || usedByRule) {
    throw ec2Errors.coded("DependencyViolation", `resource ${groupId} has a dependent object`);
  }
}
