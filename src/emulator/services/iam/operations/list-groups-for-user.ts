import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { groupsOf } from "../../../state/groups.ts";
import { groupElement } from "../elements.ts";
import { existing, userKind } from "../entities.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { iamParams, requiredName } from "../parameters.ts";
import { onEntity } from "../requirements.ts";

/** Lists the groups that a user is in. */
export const listGroupsForUser: Operation = operation({
  name: "ListGroupsForUser",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = { userName: requiredName(params, "UserName", 128), page: readPageRequest(params) };
    params.check();
    return input;
  },
  authorise: ({ userName }, context) => [onEntity(userKind, userName, { operation: "ListGroupsForUser", context })],
  run({ userName, page }, { state, caller }) {
    const user = existing(userKind, state.store, { accountId: caller.accountId, name: userName });
    const { items, end } = cutPage(groupsOf(state.store, user), page, (group) => group.groupName);
    return { Groups: items.map(groupElement), ...end } satisfies XmlObject;
  },
});
