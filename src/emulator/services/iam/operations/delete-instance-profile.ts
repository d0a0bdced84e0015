import { type Operation, operation } from "../../../pipeline/service.ts";
import { instanceProfiles } from "../../../state/identities.ts";
import { existing, instanceProfileKind } from "../entities.ts";
import { deleteConflict } from "../errors.ts";
import { iamParams, requiredName } from "../parameters.ts";
import { onEntity } from "../requirements.ts";

/** Deletes an instance profile that holds no role. */
export const deleteInstanceProfile: Operation = operation({
  name: "DeleteInstanceProfile",
  errors: ["DeleteConflict", "NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const name = requiredName(params, "InstanceProfileName", 128);
    params.check();
    return { name };
  },
  authorise: ({ name }, context) => [
    onEntity(instanceProfileKind, name, { operation: "DeleteInstanceProfile", context }),
  ],
  run: async ({ name }, { state, caller }) => {
    await state.store.transaction((writer) => {
      const profile = existing(instanceProfileKind, writer, { accountId: caller.accountId, name });
      if (profile.roleName !== undefined) {
        throw deleteConflict("Cannot delete entity, must remove roles from instance profile first.");
      }
      instanceProfiles.remove(writer, profile);
    });
  },
});
