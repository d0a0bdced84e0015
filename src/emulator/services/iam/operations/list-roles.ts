import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { roles } from "../../../state/identities.ts";
import { listedRole } from "../elements.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { iamParams, readPathPrefix } from "../parameters.ts";
import { onAll } from "../requirements.ts";

/** Lists the roles below a path. */
export const listRoles: Operation = operation({
  name: "ListRoles",
  errors: ["ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = { pathPrefix: readPathPrefix(params), page: readPageRequest(params) };
    params.check();
    return input;
  },
  authorise: (_input, context) => [onAll({ operation: "ListRoles", context })],
  run({ pathPrefix, page }, { state, caller }) {
    const found = roles.list(state.store, caller.accountId).filter((role) => role.path.startsWith(pathPrefix));
    const { items, end } = cutPage(found, page, (role) => role.roleName);
    return { Roles: items.map((role) => listedRole(role, state.store)), ...end } satisfies XmlObject;
  },
});
