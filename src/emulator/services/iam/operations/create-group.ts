import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { type GroupRecord, groups } from "../../../state/groups.ts";
import { iamArn } from "../../../state/identities.ts";
import { newUniqueId } from "../../../state/unique-id.ts";
import { groupElement } from "../elements.ts";
import { alreadyExists, quotaExceeded } from "../errors.ts";
import { iamParams, readPath, requiredName } from "../parameters.ts";
import { IAM_QUOTAS } from "../quotas.ts";
import { requirement } from "../requirements.ts";

/** Makes a group, which has neither members nor policies at first. */
export const createGroup: Operation = operation({
  name: "CreateGroup",
  errors: ["EntityAlreadyExists", "LimitExceeded", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = { groupName: requiredName(params, "GroupName", 128), path: readPath(params) };
    params.check();
    return input;
  },
  authorise: ({ groupName, path }, context) => [
    requirement(iamArn(context.caller.accountId, "group", path + groupName), { operation: "CreateGroup", context }),
  ],
  run: async ({ groupName, path }, { state, caller }) => {
    const { accountId } = caller;
    const group: GroupRecord = {
      accountId,
      groupName,
      groupId: newUniqueId(state.random, "AGPA"),
      path,
      createdAt: state.clock.now().toISOString(),
      inlinePolicies: {},
      attachedPolicyArns: [],
    };
    await state.store.transaction((writer) => {
      if (groups.find(writer, accountId, groupName) !== undefined) throw alreadyExists(`Group with name ${groupName}`);
      if (groups.list(writer, accountId).length >= IAM_QUOTAS.groups) {
        throw quotaExceeded("GroupsPerAccount", IAM_QUOTAS.groups);
      }
      groups.put(writer, group);
    });
    return { Group: groupElement(group) } satisfies XmlObject;
  },
});
