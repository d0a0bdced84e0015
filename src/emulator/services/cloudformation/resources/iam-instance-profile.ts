import { textAt } from "./answer.ts";
import { PropertyError } from "./property-error.ts";
import { iam } from "./query-calls.ts";
import { type ResourceContext, type ResourceType, resourceType, unchanged } from "./resource-type.ts";
import { IAM_INSTANCE_PROFILE } from "./schemas/iam-instance-profile.ts";

/** An instance profile around one role. */
export const iamInstanceProfile: ResourceType = resourceType({
  schema: IAM_INSTANCE_PROFILE,
  emulates: true,
  requiresIam: true,
  nameProperty: "InstanceProfileName",
  attributes: ["Arn"],
  async create({ Roles, Path, InstanceProfileName: given }, context) {
    const RoleName = onlyRole(Roles, context);
    const InstanceProfileName = given ?? context.physicalName({ maxLength: 128 });
    const answer = await context.call(iam("CreateInstanceProfile", { InstanceProfileName, Path }));
    const made = {
      physicalId: InstanceProfileName,
      attributes: { Arn: textAt(answer, "InstanceProfile", "Arn") },
    };
    await context.initiated(made);
    await context.call(iam("AddRoleToInstanceProfile", { InstanceProfileName, RoleName }));
    return made;
  },
  async update(old, { Roles }, context) {
    const InstanceProfileName = old.physicalId;
    const RoleName = onlyRole(Roles, context);
    const [before] = old.properties.Roles;
    if (RoleName === before) return unchanged(old);
    // There is room for one role: the old one has to go first.
    await context.callUnlessGone(iam("RemoveRoleFromInstanceProfile", { InstanceProfileName, RoleName: before }));
    await context.call(iam("AddRoleToInstanceProfile", { InstanceProfileName, RoleName }));
    return unchanged(old);
  },
  async delete({ physicalId: InstanceProfileName, properties }, context) {
    for (const RoleName of properties.Roles) {
      await context.callUnlessGone(iam("RemoveRoleFromInstanceProfile", { InstanceProfileName, RoleName }));
    }
    await context.callUnlessGone(iam("DeleteInstanceProfile", { InstanceProfileName }));
  },
});

function onlyRole(roles: readonly string[], { logicalId }: ResourceContext): string {
  const [role, ...others] = roles;
  if (role !== undefined && others.length === 0) return role;
  const kind = role === undefined ? "too-few" : "too-many";
  throw new PropertyError(logicalId, [{ path: ["Roles"], problem: { kind, limit: 1, found: roles.length } }]);
}
