import { type Operation, operation } from "../../../pipeline/service.ts";
import { instanceProfiles } from "../../../state/identities.ts";
import { existing, instanceProfileKind, roleKind } from "../entities.ts";
import { noSuchRole } from "../errors.ts";
import { iamParams, requiredName } from "../parameters.ts";
import { onEntity } from "../requirements.ts";

/** Takes the role out of an instance profile. */
export const removeRoleFromInstanceProfile: Operation = operation({
  name: "RemoveRoleFromInstanceProfile",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = {
      name: requiredName(params, "InstanceProfileName", 128),
      roleName: requiredName(params, "RoleName", 64),
    };
    params.check();
    return input;
  },
  authorise: ({ name }, context) => [
    onEntity(instanceProfileKind, name, { operation: "RemoveRoleFromInstanceProfile", context }),
  ],
  run: async ({ name, roleName }, { state, caller }) => {
    await state.store.transaction((writer) => {
      const profile = existing(instanceProfileKind, writer, { accountId: caller.accountId, name });
      const role = existing(roleKind, writer, { accountId: caller.accountId, name: roleName });
      if (profile.roleName !== role.roleName) throw noSuchRole(roleName);
      const { roleName: _removed, ...empty } = profile;
      instanceProfiles.put(writer, empty);
    });
  },
});
