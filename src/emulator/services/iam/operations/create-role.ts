import { parsePolicy } from "../../../../policy/index.ts";
import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { type RoleRecord, roles } from "../../../state/identities.ts";
import { newUniqueId } from "../../../state/unique-id.ts";
import { requireBoundary } from "../boundaries.ts";
import { boundTrustPolicy } from "../documents.ts";
import { createdRole, tagsElement } from "../elements.ts";
import { alreadyExists, serviceLinkedPath } from "../errors.ts";
import {
  checkPolicyArn,
  iamParams,
  readBoundary,
  readDescription,
  readDocument,
  readPath,
  readSessionMaximum,
  readTags,
  requiredName,
} from "../parameters.ts";
import { onNew } from "../requirements.ts";

const DEFAULT_SESSION_SECONDS = 3600;

/** Makes a role that those may assume whom its trust policy names. */
export const createRole: Operation = operation({
  name: "CreateRole",
  errors: [
    "EntityAlreadyExists",
    "InvalidInput",
    "LimitExceeded",
    "MalformedPolicyDocument",
    "NoSuchEntity",
    "ValidationError",
  ],
  parse(request) {
    const params = iamParams(request);
    const input = {
      roleName: requiredName(params, "RoleName", 64),
      path: readPath(params),
      trustPolicy: readDocument(params, "AssumeRolePolicyDocument"),
      description: readDescription(params),
      maxSessionSeconds: readSessionMaximum(params) ?? DEFAULT_SESSION_SECONDS,
      boundaryArn: readBoundary(params),
      tags: readTags(params, "ignored"),
    };
    params.check();
    if (input.boundaryArn !== undefined) checkPolicyArn(input.boundaryArn);
    if (input.path.startsWith("/aws-service-role/")) throw serviceLinkedPath();
    parsePolicy(input.trustPolicy, "trust");
    return input;
  },
  authorise: ({ roleName, path, boundaryArn, tags }, context) =>
    onNew({ type: "role", pathAndName: path + roleName, tags, boundaryArn }, { operation: "CreateRole", context }),
  run: async (input, { state, caller }) => {
    const { roleName, boundaryArn, description } = input;
    const { accountId } = caller;
    const role = await state.store.transaction((writer) => {
      if (roles.find(writer, accountId, roleName) !== undefined) throw alreadyExists(`Role with name ${roleName}`);
      if (boundaryArn !== undefined) requireBoundary(writer, accountId, boundaryArn);
      const record: RoleRecord = {
        accountId,
        roleName,
        roleId: newUniqueId(state.random, "AROA"),
        path: input.path,
        createdAt: state.clock.now().toISOString(),
        trustPolicy: boundTrustPolicy(writer, input.trustPolicy),
        maxSessionDurationSeconds: input.maxSessionSeconds,
        inlinePolicies: {},
        attachedPolicyArns: [],
        ...(description === undefined ? {} : { description }),
        ...(boundaryArn === undefined ? {} : { permissionsBoundaryArn: boundaryArn }),
        tags: input.tags,
      };
      roles.put(writer, record);
      return record;
    });
    return { Role: { ...createdRole(role, input.trustPolicy), Tags: tagsElement(role.tags) } } satisfies XmlObject;
  },
});
