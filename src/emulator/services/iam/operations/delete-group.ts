import { type Operation, operation } from "../../../pipeline/service.ts";
import { groups, membersOf } from "../../../state/groups.ts";
import { existing, groupKind } from "../entities.ts";
import { deleteConflict } from "../errors.ts";
import { iamParams, requiredName } from "../parameters.ts";
import { onEntity } from "../requirements.ts";

/** Deletes a group that has neither users nor policies. */
export const deleteGroup: Operation = operation({
  name: "DeleteGroup",
  errors: ["DeleteConflict", "NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const groupName = requiredName(params, "GroupName", 128);
    params.check();
    return { groupName };
  },
  authorise: ({ groupName }, context) => [onEntity(groupKind, groupName, { operation: "DeleteGroup", context })],
  run: async ({ groupName }, { state, caller }) => {
    await state.store.transaction((writer) => {
      const group = existing(groupKind, writer, { accountId: caller.accountId, name: groupName });
      if (membersOf(writer, group).length > 0) {
        throw deleteConflict("Cannot delete entity, must remove users from group first.");
      }
      if (group.attachedPolicyArns.length > 0) {
        throw deleteConflict("Cannot delete entity, must detach all policies first.");
      }
      if (Object.keys(group.inlinePolicies).length > 0) {
        throw deleteConflict("Cannot delete entity, must delete policies first.");
      }
      groups.remove(writer, group);
    });
  },
});
