import { textAt } from "./answer.ts";
import { changePermissions, type Holder } from "./iam-permissions.ts";
import { iam } from "./query-calls.ts";
import { type ResourceType, resourceType, unchanged } from "./resource-type.ts";
import { IAM_GROUP } from "./schemas/iam-group.ts";

const group = (name: string): Holder => ({ kind: "Group", name });

/** A group with its policies. Who is in it, users say, or memberships that are resources of their own. */
export const iamGroup: ResourceType = resourceType({
  schema: IAM_GROUP,
  emulates: true,
  requiresIam: true,
  nameProperty: "GroupName",
  attributes: ["Arn"],
  async create(properties, context) {
    const GroupName = properties.GroupName ?? context.physicalName({ maxLength: 128 });
    const answer = await context.call(iam("CreateGroup", { GroupName, Path: properties.Path }));
    const made = { physicalId: GroupName, attributes: { Arn: textAt(answer, "Group", "Arn") } };
    await context.initiated(made);
    await changePermissions(group(GroupName), { before: {}, after: properties }, context);
    return made;
  },
  async update(old, properties, context) {
    const GroupName = old.physicalId;
    await changePermissions(group(GroupName), { before: old.properties, after: properties }, context);
    if (properties.Path === old.properties.Path) return unchanged(old);
    await context.call(iam("UpdateGroup", { GroupName, NewPath: properties.Path ?? "/" }));
    const answer = await context.call(iam("GetGroup", { GroupName }));
    return { physicalId: GroupName, attributes: { Arn: textAt(answer, "Group", "Arn") } };
  },
  async delete({ physicalId: GroupName, properties }, context) {
    await changePermissions(group(GroupName), { before: properties, after: {} }, context);
    await context.callUnlessGone(iam("DeleteGroup", { GroupName }));
  },
});
