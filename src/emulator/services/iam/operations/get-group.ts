import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { membersOf } from "../../../state/groups.ts";
import { groupElement, listedUser } from "../elements.ts";
import { existing, groupKind } from "../entities.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { iamParams, requiredName } from "../parameters.ts";
import { onEntity } from "../requirements.ts";

/** Describes a group, and lists its users. */
export const getGroup: Operation = operation({
  name: "GetGroup",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = { groupName: requiredName(params, "GroupName", 128), page: readPageRequest(params) };
    params.check();
    return input;
  },
  authorise: ({ groupName }, context) => [onEntity(groupKind, groupName, { operation: "GetGroup", context })],
  run({ groupName, page }, { state, caller }) {
    const group = existing(groupKind, state.store, { accountId: caller.accountId, name: groupName });
    const { items, end } = cutPage(membersOf(state.store, group), page, (user) => user.userName);
    return { Group: groupElement(group), Users: items.map(listedUser), ...end } satisfies XmlObject;
  },
});
