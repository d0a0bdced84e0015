import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { type UserRecord, users } from "../../../state/identities.ts";
import { newUniqueId } from "../../../state/unique-id.ts";
import { requireBoundary } from "../boundaries.ts";
import { userElement } from "../elements.ts";
import { alreadyExists } from "../errors.ts";
import { checkPolicyArn, iamParams, readBoundary, readPath, readTags, requiredName } from "../parameters.ts";
import { onNew } from "../requirements.ts";

/** Makes a user, who may do nothing until a policy says so. */
export const createUser: Operation = operation({
  name: "CreateUser",
  errors: ["EntityAlreadyExists", "InvalidInput", "NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = {
      userName: requiredName(params, "UserName", 64),
      path: readPath(params),
      boundaryArn: readBoundary(params),
      tags: readTags(params, "ignored"),
    };
    params.check();
    if (input.boundaryArn !== undefined) checkPolicyArn(input.boundaryArn);
    return input;
  },
  authorise: ({ userName, path, boundaryArn, tags }, context) =>
    onNew({ type: "user", pathAndName: path + userName, tags, boundaryArn }, { operation: "CreateUser", context }),
  run: async ({ userName, path, boundaryArn, tags }, { state, caller }) => {
    const user: UserRecord = {
      accountId: caller.accountId,
      userName,
      userId: newUniqueId(state.random, "AIDA"),
      path,
      createdAt: state.clock.now().toISOString(),
      inlinePolicies: {},
      attachedPolicyArns: [],
      ...(boundaryArn === undefined ? {} : { permissionsBoundaryArn: boundaryArn }),
      tags,
    };
    await state.store.transaction((writer) => {
      if (users.find(writer, caller.accountId, userName) !== undefined) {
        throw alreadyExists(`User with name ${userName}`);
      }
      if (boundaryArn !== undefined) requireBoundary(writer, caller.accountId, boundaryArn);
      users.put(writer, user);
    });
    return { User: userElement(user) } satisfies XmlObject;
  },
});
