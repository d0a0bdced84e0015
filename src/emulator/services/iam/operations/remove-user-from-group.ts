import type { Operation } from "../../../pipeline/service.ts";
import { changeMembership } from "../membership.ts";

/** Takes a user out of a group. To take out who is not in it changes nothing. */
export const removeUserFromGroup: Operation = changeMembership("RemoveUserFromGroup", {
  errors: ["NoSuchEntity", "ValidationError"],
  change: (groupIds, groupId) => groupIds.filter((id) => id !== groupId),
});
