import { textAt } from "./answer.ts";
import { attach, detach, holdersOf, holdersWithout } from "./iam-permissions.ts";
import { newPolicyVersion, removeOldVersions } from "./iam-policy-versions.ts";
import { iam } from "./query-calls.ts";
import { type ResourceType, resourceType } from "./resource-type.ts";
import { IAM_MANAGED_POLICY } from "./schemas/iam-managed-policy.ts";

/** A managed policy, with those it is attached to. Its `Ref` is its ARN. */
export const iamManagedPolicy: ResourceType = resourceType({
  schema: IAM_MANAGED_POLICY,
  emulates: true,
  requiresIam: true,
  nameProperty: "ManagedPolicyName",
  attributes: [
    "AttachmentCount",
    "CreateDate",
    "DefaultVersionId",
    "IsAttachable",
    "PermissionsBoundaryUsageCount",
    "PolicyArn",
    "PolicyId",
    "UpdateDate",
  ],
  async create({ ManagedPolicyName, Path, Description, PolicyDocument, ...given }, context) {
    const PolicyName = ManagedPolicyName ?? context.physicalName({ maxLength: 128 });
    const answer = await context.call(iam("CreatePolicy", { PolicyName, Path, Description, PolicyDocument }));
    const holders = holdersOf(given);
    const PolicyArn = textAt(answer, "Policy", "Arn");
    const made = {
      physicalId: PolicyArn,
      attributes: {
        AttachmentCount: String(holders.length),
        CreateDate: textAt(answer, "Policy", "CreateDate"),
        DefaultVersionId: textAt(answer, "Policy", "DefaultVersionId"),
        IsAttachable: "true",
        PermissionsBoundaryUsageCount: "0",
        PolicyArn,
        PolicyId: textAt(answer, "Policy", "PolicyId"),
        UpdateDate: textAt(answer, "Policy", "UpdateDate"),
      },
    };
    await context.initiated(made);
    for (const holder of holders) await attach(holder, PolicyArn, context);
    return made;
  },
  async update(old, properties, context) {
    const PolicyArn = old.physicalId;
    const version =
      properties.PolicyDocument === old.properties.PolicyDocument
        ? {}
        : await newPolicyVersion(PolicyArn, properties.PolicyDocument, context);
    const [before, after] = [holdersOf(old.properties), holdersOf(properties)];
    for (const holder of holdersWithout(after, before)) await attach(holder, PolicyArn, context);
    for (const holder of holdersWithout(before, after)) await detach(holder, PolicyArn, context);
    return {
      physicalId: PolicyArn,
      attributes: { ...old.attributes, ...version, AttachmentCount: String(after.length) },
    };
  },
  async delete({ physicalId: PolicyArn, properties }, context) {
    for (const holder of holdersOf(properties)) await detach(holder, PolicyArn, context);
    await removeOldVersions(PolicyArn, context);
    await context.callUnlessGone(iam("DeletePolicy", { PolicyArn }));
  },
});
