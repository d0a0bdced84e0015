import { type Operation, operation } from "../../pipeline/service.ts";
import { withGroups } from "../../state/groups.ts";
import { users } from "../../state/identities.ts";
import { existing, groupKind, userKind } from "./entities.ts";
import { iamParams, requiredName } from "./parameters.ts";
import { onEntity } from "./requirements.ts";

/** How an operation changes the groups that a user is in. */
export interface MembershipChange {
  readonly errors: readonly string[];
  /** The ids of the groups that the user is in afterwards. Throws AwsError. */
  change(groupIds: readonly string[], groupId: string): readonly string[];
}

/** AddUserToGroup and RemoveUserFromGroup. Both are permissions on the group, whoever the user is. */
export function changeMembership(name: string, { errors, change }: MembershipChange): Operation {
  return operation({
    name,
    errors,
    parse(request) {
      const params = iamParams(request);
      const input = {
        groupName: requiredName(params, "GroupName", 128),
        userName: requiredName(params, "UserName", 128),
      };
      params.check();
      return input;
    },
    authorise: ({ groupName }, context) => [onEntity(groupKind, groupName, { operation: name, context })],
    run: async ({ groupName, userName }, { state, caller: { accountId } }) => {
      await state.store.transaction((writer) => {
        const group = existing(groupKind, writer, { accountId, name: groupName });
        const user = existing(userKind, writer, { accountId, name: userName });
        users.put(writer, withGroups(user, change(user.groupIds ?? [], group.groupId)));
      });
    },
  });
}
