import { textAt } from "./answer.ts";
import { changeMemberships, type Membership } from "./iam-membership.ts";
import { changeBoundary, changePermissions, type Holder } from "./iam-permissions.ts";
import { changeIamTags } from "./iam-tags.ts";
import { iam } from "./query-calls.ts";
import { type ResourceType, resourceType, unchanged } from "./resource-type.ts";
import { IAM_USER } from "./schemas/iam-user.ts";
import { resourceTags } from "./tags.ts";

const user = (name: string) => ({ kind: "User", name }) as const satisfies Holder;

const memberships = (UserName: string, groups: readonly string[] = []): readonly Membership[] =>
  groups.map((GroupName) => ({ GroupName, UserName }));

/** A user, with their policies and groups. Keys are resources of their own. */
export const iamUser: ResourceType = resourceType({
  schema: IAM_USER,
  emulates: {
    Groups: true,
    ManagedPolicyArns: true,
    Path: true,
    PermissionsBoundary: true,
    Policies: true,
    Tags: true,
    UserName: true,
  },
  requiresIam: true,
  nameProperty: "UserName",
  attributes: ["Arn"],
  async create(properties, context) {
    const { Path, PermissionsBoundary, Groups, Tags } = properties;
    const UserName = properties.UserName ?? context.physicalName({ maxLength: 64 });
    const input = { UserName, Path, PermissionsBoundary, Tags: resourceTags(Tags, context) };
    const answer = await context.call(iam("CreateUser", input));
    const made = { physicalId: UserName, attributes: { Arn: textAt(answer, "User", "Arn") } };
    await context.initiated(made);
    await changePermissions(user(UserName), { before: {}, after: properties }, context);
    await changeMemberships({ before: [], after: memberships(UserName, Groups) }, context);
    return made;
  },
  async update(old, properties, context) {
    const UserName = old.physicalId;
    const change = { before: old.properties, after: properties };
    await changeBoundary(user(UserName), change, context);
    await changePermissions(user(UserName), change, context);
    const groups = {
      before: memberships(UserName, old.properties.Groups),
      after: memberships(UserName, properties.Groups),
    };
    await changeMemberships(groups, context);
    await changeIamTags({ kind: "User", id: { UserName } }, { old, tags: properties.Tags }, context);
    if (properties.Path === old.properties.Path) return unchanged(old);
    await context.call(iam("UpdateUser", { UserName, NewPath: properties.Path ?? "/" }));
    const answer = await context.call(iam("GetUser", { UserName }));
    return { physicalId: UserName, attributes: { Arn: textAt(answer, "User", "Arn") } };
  },
  async delete({ physicalId: UserName, properties }, context) {
    await changeMemberships({ before: memberships(UserName, properties.Groups), after: [] }, context);
    await changePermissions(user(UserName), { before: properties, after: {} }, context);
    await context.callUnlessGone(iam("DeleteUser", { UserName }));
  },
});
