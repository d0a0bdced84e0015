import { type Operation, operation } from "../../../pipeline/service.ts";
import { instanceProfiles } from "../../../state/identities.ts";
import { existing, instanceProfileKind, roleKind } from "../entities.ts";
import { quotaExceeded } from "../errors.ts";
import { iamParams, requiredName } from "../parameters.ts";
import { onEntity } from "../requirements.ts";

/** Puts a role into an instance profile, which holds one. Whoever does it must be allowed to pass the role on. */
export const addRoleToInstanceProfile: Operation = operation({
  name: "AddRoleToInstanceProfile",
  errors: ["LimitExceeded", "NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = {
      name: requiredName(params, "InstanceProfileName", 128),
      roleName: requiredName(params, "RoleName", 64),
    };
    params.check();
    return input;
  },
  authorise: ({ name, roleName }, context) => [
    onEntity(instanceProfileKind, name, { operation: "AddRoleToInstanceProfile", context }),
    onEntity(roleKind, roleName, {
      operation: "PassRole",
      context,
      keys: { "iam:PassedToService": "ec2.amazonaws.com" },
    }),
  ],
  run: async ({ name, roleName }, { state, caller }) => {
    await state.store.transaction((writer) => {
      const profile = existing(instanceProfileKind, writer, { accountId: caller.accountId, name });
      const role = existing(roleKind, writer, { accountId: caller.accountId, name: roleName });
      if (profile.roleName !== undefined) throw quotaExceeded("InstanceSessionsPerInstanceProfile", 1);
      instanceProfiles.put(writer, { ...profile, roleName: role.roleName });
    });
  },
});
