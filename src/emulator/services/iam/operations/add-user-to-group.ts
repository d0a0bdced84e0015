import type { Operation } from "../../../pipeline/service.ts";
import { quotaExceeded } from "../errors.ts";
import { changeMembership } from "../membership.ts";
import { IAM_QUOTAS } from "../quotas.ts";

/** Puts a user into a group. To add twice changes nothing. */
export const addUserToGroup: Operation = changeMembership("AddUserToGroup", {
  errors: ["LimitExceeded", "NoSuchEntity", "ValidationError"],
  change(groupIds, groupId) {
    if (groupIds.includes(groupId)) return groupIds;
    if (groupIds.length >= IAM_QUOTAS.groupsPerUser) throw quotaExceeded("GroupsPerUser", IAM_QUOTAS.groupsPerUser);
    return [...groupIds, groupId];
  },
});
