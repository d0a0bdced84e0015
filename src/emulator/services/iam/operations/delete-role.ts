import { type Operation, operation } from "../../../pipeline/service.ts";
import { roles } from "../../../state/identities.ts";
import { existing, roleKind } from "../entities.ts";
import { deleteConflict } from "../errors.ts";
import { profilesOfRole } from "../instance-profiles.ts";
import { iamParams, requiredName } from "../parameters.ts";
import { onBounded } from "../requirements.ts";

/** Deletes a role that has no policies and is in no instance profile. Its sessions die, and a namesake does not revive them. */
export const deleteRole: Operation = operation({
  name: "DeleteRole",
  errors: ["DeleteConflict", "NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const roleName = requiredName(params, "RoleName", 64);
    params.check();
    return { roleName };
  },
  authorise: ({ roleName }, context) => [onBounded(roleKind, roleName, { operation: "DeleteRole", context })],
  run: async ({ roleName }, { state, caller }) => {
    await state.store.transaction((writer) => {
      const role = existing(roleKind, writer, { accountId: caller.accountId, name: roleName });
      if (profilesOfRole(writer, role).length > 0) {
        throw deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
      }
      if (role.attachedPolicyArns.length > 0) {
        throw deleteConflict("Cannot delete entity, must detach all policies first.");
      }
      if (Object.keys(role.inlinePolicies).length > 0) {
        throw deleteConflict("Cannot delete entity, must delete policies first.");
      }
      roles.remove(writer, role);
      state.lastUses.forget(writer, role.roleId);
    });
  },
});
