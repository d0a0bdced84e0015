import type { InternalCall } from "../../../pipeline/service.ts";
import { textAt } from "./answer.ts";
import { PropertyError, type PropertyFault } from "./property-error.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";
import { IAM_INSTANCE_PROFILE } from "./schemas/iam-instance-profile.ts";

const iam = (operation: string, input: object): InternalCall => ({ service: "iam", operation, input });

/** An instance profile around one role. */
export const iamInstanceProfile: ResourceType = resourceType({
  schema: IAM_INSTANCE_PROFILE,
  emulates: true,
  requiresIam: true,
  nameProperty: "InstanceProfileName",
  attributes: ["Arn"],
  async create({ Roles, Path, InstanceProfileName: given }, context) {
    const [RoleName, ...others] = Roles;
    if (RoleName === undefined || others.length > 0) {
      throw new PropertyError(context.logicalId, [oneRole(Roles.length)]);
    }
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
  async delete({ physicalId: InstanceProfileName, properties }, context) {
    for (const RoleName of properties.Roles) {
      await context.callUnlessGone(iam("RemoveRoleFromInstanceProfile", { InstanceProfileName, RoleName }));
    }
    await context.callUnlessGone(iam("DeleteInstanceProfile", { InstanceProfileName }));
  },
});

const oneRole = (found: number): PropertyFault => ({
  path: ["Roles"],
  problem: { kind: found === 0 ? "too-few" : "too-many", limit: 1, found },
});
