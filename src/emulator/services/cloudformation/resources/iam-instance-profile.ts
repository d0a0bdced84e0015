import type { InternalCall } from "../../../pipeline/service.ts";
import { textAt } from "./answer.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";
import { PropertyError } from "./shapes.ts";

const iam = (operation: string, input: object): InternalCall => ({ service: "iam", operation, input });

/** An instance profile around one role. */
export const iamInstanceProfile: ResourceType = resourceType({
  name: "AWS::IAM::InstanceProfile",
  requiresIam: true,
  nameProperty: "InstanceProfileName",
  replaces: ["InstanceProfileName", "Path"],
  properties: {
    InstanceProfileName: { type: "text" },
    Path: { type: "text" },
    Roles: { type: "list", of: { type: "text" }, required: true },
  },
  attributes: ["Arn"],
  async create({ Roles, Path, InstanceProfileName: given }, context) {
    const [RoleName, ...others] = Roles;
    if (RoleName === undefined || others.length > 0) {
      throw new PropertyError([`The property {/Roles} must have exactly one entry, not ${Roles.length}`]);
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
