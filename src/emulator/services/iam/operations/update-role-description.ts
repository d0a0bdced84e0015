import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { roles } from "../../../state/identities.ts";
import { roleElement } from "../elements.ts";
import { existing, roleKind } from "../entities.ts";
import { iamParams, requiredDescription, requiredName } from "../parameters.ts";
import { onBounded } from "../requirements.ts";

/** Changes a role's description, and answers the whole role. UpdateRole has taken its place. */
export const updateRoleDescription: Operation = operation({
  name: "UpdateRoleDescription",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = { roleName: requiredName(params, "RoleName", 64), description: requiredDescription(params) };
    params.check();
    return input;
  },
  authorise: ({ roleName }, context) => [
    onBounded(roleKind, roleName, { operation: "UpdateRoleDescription", context }),
  ],
  run: async ({ roleName, description }, { state, caller }) => {
    const role = await state.store.transaction((writer) => {
      const record = existing(roleKind, writer, { accountId: caller.accountId, name: roleName });
      const changed = { ...record, description };
      roles.put(writer, changed);
      return changed;
    });
    const lastUse = state.lastUses.find(state.store, role.roleId);
    return { Role: roleElement(role, state.store, lastUse) } satisfies XmlObject;
  },
});
