import { textAt } from "./answer.ts";
import { changeBoundary, changePermissions, type Holder } from "./iam-permissions.ts";
import { changeIamTags } from "./iam-tags.ts";
import { iam } from "./query-calls.ts";
import { type ResourceType, resourceType, unchanged } from "./resource-type.ts";
import { IAM_ROLE } from "./schemas/iam-role.ts";
import { resourceTags } from "./tags.ts";

const DEFAULT_SESSION_SECONDS = 3600;

const role = (name: string) => ({ kind: "Role", name }) as const satisfies Holder;

/** A role, with its inline policies and the managed ones attached to it. */
export const iamRole: ResourceType = resourceType({
  schema: IAM_ROLE,
  emulates: true,
  requiresIam: true,
  nameProperty: "RoleName",
  attributes: ["Arn", "RoleId"],
  async create(properties, context) {
    const { Policies, ManagedPolicyArns, Tags, RoleName: given, ...rest } = properties;
    const RoleName = given ?? context.physicalName({ maxLength: 64 });
    const answer = await context.call(iam("CreateRole", { ...rest, RoleName, Tags: resourceTags(Tags, context) }));
    const made = {
      physicalId: RoleName,
      attributes: { Arn: textAt(answer, "Role", "Arn"), RoleId: textAt(answer, "Role", "RoleId") },
    };
    await context.initiated(made);
    await changePermissions(role(RoleName), { before: {}, after: { Policies, ManagedPolicyArns } }, context);
    return made;
  },
  async update(old, properties, context) {
    const RoleName = old.physicalId;
    const { AssumeRolePolicyDocument: PolicyDocument, Description, MaxSessionDuration } = properties;
    const change = { before: old.properties, after: properties };
    if (PolicyDocument !== old.properties.AssumeRolePolicyDocument) {
      await context.call(iam("UpdateAssumeRolePolicy", { RoleName, PolicyDocument }));
    }
    if (Description !== old.properties.Description || MaxSessionDuration !== old.properties.MaxSessionDuration) {
      const rest = {
        Description: Description ?? "",
        MaxSessionDuration: MaxSessionDuration ?? DEFAULT_SESSION_SECONDS,
      };
      await context.call(iam("UpdateRole", { RoleName, ...rest }));
    }
    await changeBoundary(role(RoleName), change, context);
    await changePermissions(role(RoleName), change, context);
    await changeIamTags({ kind: "Role", id: { RoleName } }, { old, tags: properties.Tags }, context);
    return unchanged(old);
  },
  async delete({ physicalId: RoleName, properties }, context) {
    await changePermissions(role(RoleName), { before: properties, after: {} }, context);
    await context.callUnlessGone(iam("DeleteRole", { RoleName }));
  },
});
