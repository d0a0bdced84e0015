import type { InternalCall } from "../../../pipeline/service.ts";
import { textAt } from "./answer.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";
import { IAM_ROLE } from "./schemas/iam-role.ts";
import { resourceTags } from "./tags.ts";

const iam = (operation: string, input: object): InternalCall => ({ service: "iam", operation, input });

/** A role, with its inline policies and the managed ones attached to it. */
export const iamRole: ResourceType = resourceType({
  schema: IAM_ROLE,
  emulates: true,
  requiresIam: true,
  nameProperty: "RoleName",
  attributes: ["Arn", "RoleId"],
  async create(properties, context) {
    const { Policies = [], ManagedPolicyArns = [], Tags, RoleName: given, ...rest } = properties;
    const RoleName = given ?? context.physicalName({ maxLength: 64 });
    const tags = resourceTags(Tags, context);
    const answer = await context.call(iam("CreateRole", { ...rest, RoleName, Tags: tags }));
    const made = {
      physicalId: RoleName,
      attributes: { Arn: textAt(answer, "Role", "Arn"), RoleId: textAt(answer, "Role", "RoleId") },
    };
    await context.initiated(made);
    for (const policy of Policies) await context.call(iam("PutRolePolicy", { RoleName, ...policy }));
    for (const PolicyArn of ManagedPolicyArns) await context.call(iam("AttachRolePolicy", { RoleName, PolicyArn }));
    return made;
  },
  async delete({ physicalId: RoleName, properties }, context) {
    for (const { PolicyName } of properties.Policies ?? []) {
      await context.callUnlessGone(iam("DeleteRolePolicy", { RoleName, PolicyName }));
    }
    for (const PolicyArn of properties.ManagedPolicyArns ?? []) {
      await context.callUnlessGone(iam("DetachRolePolicy", { RoleName, PolicyArn }));
    }
    await context.callUnlessGone(iam("DeleteRole", { RoleName }));
  },
});
