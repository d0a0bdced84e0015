import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { users } from "../../../state/identities.ts";
import { listedUser } from "../elements.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { iamParams, readPathPrefix } from "../parameters.ts";
import { onAll } from "../requirements.ts";

/** Lists the users below a path. */
export const listUsers: Operation = operation({
  name: "ListUsers",
  errors: ["ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = { pathPrefix: readPathPrefix(params), page: readPageRequest(params) };
    params.check();
    return input;
  },
  authorise: (_input, context) => [onAll({ operation: "ListUsers", context })],
  run({ pathPrefix, page }, { state, caller }) {
    const found = users.list(state.store, caller.accountId).filter((user) => user.path.startsWith(pathPrefix));
    const { items, end } = cutPage(found, page, (user) => user.userName);
    return { Users: items.map(listedUser), ...end } satisfies XmlObject;
  },
});
