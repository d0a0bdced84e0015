import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { roleElement } from "../elements.ts";
import { existing, roleKind } from "../entities.ts";
import { iamParams, requiredName } from "../parameters.ts";
import { onBounded } from "../requirements.ts";

/** Describes a role. */
export const getRole: Operation = operation({
  name: "GetRole",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const roleName = requiredName(params, "RoleName", 64);
    params.check();
    return { roleName };
  },
  authorise: ({ roleName }, context) => [onBounded(roleKind, roleName, { operation: "GetRole", context })],
  run({ roleName }, { state, caller }) {
    const role = existing(roleKind, state.store, { accountId: caller.accountId, name: roleName });
    const lastUse = state.lastUses.find(state.store, role.roleId);
    return { Role: roleElement(role, state.store, lastUse) } satisfies XmlObject;
  },
});
