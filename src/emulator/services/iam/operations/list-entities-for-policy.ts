import type { XmlObject } from "../../../../wire/index.ts";
import { type Operation, operation } from "../../../pipeline/service.ts";
import { groups } from "../../../state/groups.ts";
import { managedPolicyArn, roles, users } from "../../../state/identities.ts";
import type { StoreReader } from "../../../state/store.ts";
import { existingPolicy } from "../managed-policies.ts";
import { cutPage, readPageRequest } from "../pages.ts";
import { checkPolicyArn, iamParams, readPolicyArn } from "../parameters.ts";
import { onPolicy } from "../requirements.ts";

const ENTITY_TYPES = ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"] as const;
const LISTS = { Group: "PolicyGroups", User: "PolicyUsers", Role: "PolicyRoles" } as const;

/** A group, user or role that uses a policy. */
interface Entity {
  readonly type: keyof typeof LISTS;
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly attachedPolicyArns: readonly string[];
  readonly permissionsBoundaryArn?: string | undefined;
}

/** Lists the groups, users and roles that a managed policy is attached to, or bounds. */
export const listEntitiesForPolicy: Operation = operation({
  name: "ListEntitiesForPolicy",
  errors: ["NoSuchEntity", "ValidationError"],
  parse(request) {
    const params = iamParams(request);
    const input = {
      policyArn: readPolicyArn(params),
      type: params.text("EntityFilter", { oneOf: ENTITY_TYPES }),
      pathPrefix:
        params.text("PathPrefix", { min: 1, max: 512, pattern: "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)" }) ?? "/",
      use: params.text("PolicyUsageFilter", { oneOf: ["PermissionsPolicy", "PermissionsBoundary"] }),
      page: readPageRequest(params),
    };
    params.check();
    checkPolicyArn(input.policyArn);
    return input;
  },
  authorise: ({ policyArn }, context) => [onPolicy(policyArn, { operation: "ListEntitiesForPolicy", context })],
  run({ policyArn, type, pathPrefix, use, page }, { state, caller }) {
    const arn = managedPolicyArn(existingPolicy(state.store, caller.accountId, policyArn));
    const found = entitiesOf(state.store, caller.accountId).filter((entity) => {
      const attached = use !== "PermissionsBoundary" && entity.attachedPolicyArns.includes(arn);
      const bounded = use !== "PermissionsPolicy" && entity.permissionsBoundaryArn === arn;
      return (attached || bounded) && (type ?? entity.type) === entity.type && entity.path.startsWith(pathPrefix);
    });
    const { items, end } = cutPage(found, page, (entity) => `${LISTS[entity.type]} ${entity.name}`);
    return { ...listed(items, "Group"), ...listed(items, "User"), ...listed(items, "Role"), ...end };
  },
});

function entitiesOf(reader: StoreReader, accountId: string): readonly Entity[] {
  return [
    ...groups
      .list(reader, accountId)
      .map((group) => ({ ...group, type: "Group", name: group.groupName, id: group.groupId }) as const),
    ...users
      .list(reader, accountId)
      .map((user) => ({ ...user, type: "User", name: user.userName, id: user.userId }) as const),
    ...roles
      .list(reader, accountId)
      .map((role) => ({ ...role, type: "Role", name: role.roleName, id: role.roleId }) as const),
  ];
}

function listed(entities: readonly Entity[], type: Entity["type"]): XmlObject {
  const members = entities
    .filter((entity) => entity.type === type)
    .map(({ name, id }) => ({ [`${type}Name`]: name, [`${type}Id`]: id }));
  return { [LISTS[type]]: members };
}
