import { type Operation, operation } from "../../../pipeline/service.ts";
import { roles } from "../../../state/identities.ts";
import { existing, roleKind } from "../entities.ts";
import { iamParams, readDescription, readSessionMaximum, requiredName } from "../parameters.ts";
import { onBounded } from "../requirements.ts";

/** Changes a role's description and the longest session that it gives; what is not named stays. */
export const updateRole: Operation = operation({
  name: "UpdateRole",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = {
      roleName: requiredName(params, "RoleName", 64),
      description: readDescription(params),
      maxSessionSeconds: readSessionMaximum(params),
    };
    params.check();
    return input;
  },
  authorise: ({ roleName }, context) => [onBounded(roleKind, roleName, { operation: "UpdateRole", context })],
  run: async ({ roleName, description, maxSessionSeconds }, { state, caller }) => {
    await state.store.transaction((writer) => {
      const role = existing(roleKind, writer, { accountId: caller.accountId, name: roleName });
      roles.put(writer, {
        ...role,
        ...(description === undefined ? {} : { description }),
        maxSessionDurationSeconds: maxSessionSeconds ?? role.maxSessionDurationSeconds,
      });
    });
    return {};
  },
});
