import type { InternalCall } from "../../../pipeline/service.ts";
import { textAt } from "./answer.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";
import { resourceTags, TAGS } from "./tags.ts";

const iam = (operation: string, input: object): InternalCall => ({ service: "iam", operation, input });

/** A role, with its inline policies and the managed ones attached to it. */
export const iamRole: ResourceType = resourceType({
  name: "AWS::IAM::Role",
  requiresIam: true,
  nameProperty: "RoleName",
  replaces: ["RoleName", "Path"],
  properties: {
    AssumeRolePolicyDocument: { type: "document", required: true },
    Description: { type: "text" },
    ManagedPolicyArns: { type: "list", of: { type: "text" } },
    MaxSessionDuration: { type: "integer" },
    Path: { type: "text" },
    PermissionsBoundary: { type: "text" },
    Policies: {
      type: "list",
      of: {
        type: "object",
        members: {
          PolicyName: { type: "text", required: true },
          PolicyDocument: { type: "document", required: true },
        },
      },
    },
    RoleName: { type: "text" },
    Tags: TAGS,
  },
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
