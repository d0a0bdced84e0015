import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { groups } from "../../../state/groups.ts";
import { groupElement } from "../elements.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { iamParams, readPathPrefix } from "../parameters.ts";
import { onAll } from "../requirements.ts";

/** Lists the groups below a path. */
export const listGroups: Operation = operation({
  name: "ListGroups",
  errors: ["ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = { pathPrefix: readPathPrefix(params), page: readPageRequest(params) };
    params.check();
    return input;
  },
  authorise: (_input, context) => [onAll({ operation: "ListGroups", context })],
  run({ pathPrefix, page }, { state, caller }) {
    const found = groups.list(state.store, caller.accountId).filter((group) => group.path.startsWith(pathPrefix));
    const { items, end } = cutPage(found, page, (group) => group.groupName);
    return { Groups: items.map(groupElement), ...end } satisfies XmlObject;
  },
});
