import { type Operation, operation } from "../../../pipeline/service.ts";
import { listAccessKeys } from "../../../state/accounts.ts";
import { users } from "../../../state/identities.ts";
import { existing, userKind } from "../entities.ts";
import { deleteConflict } from "../errors.ts";
import { iamParams, requiredName } from "../parameters.ts";
import { onEntity } from "../requirements.ts";

/** Deletes a user who has neither keys nor policies and is in no group. Their sessions die. */
export const deleteUser: Operation = operation({
  name: "DeleteUser",
  errors: ["DeleteConflict", "NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const userName = requiredName(params, "UserName", 128);
    params.check();
    return { userName };
  },
  authorise: ({ userName }, context) => [onEntity(userKind, userName, { operation: "DeleteUser", context })],
  run: async ({ userName }, { state, caller }) => {
    await state.store.transaction((writer) => {
      const user = existing(userKind, writer, { accountId: caller.accountId, name: userName });
      if (listAccessKeys(writer, caller.accountId, user.userName).length > 0) {
        throw deleteConflict("Cannot delete entity, must delete access keys first.");
      }
      if (user.attachedPolicyArns.length > 0) {
        throw deleteConflict("Cannot delete entity, must detach all policies first.");
      }
      if (Object.keys(user.inlinePolicies).length > 0) {
        throw deleteConflict("Cannot delete entity, must delete policies first.");
      }
      if (user.groupIds !== undefined) {
        throw deleteConflict("Cannot delete entity, must remove users from group first.");
      }
      users.remove(writer, user);
    });
  },
});
