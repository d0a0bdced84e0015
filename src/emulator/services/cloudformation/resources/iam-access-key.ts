import { textAt } from "./answer.ts";
import { iam } from "./query-calls.ts";
import { type ResourceType, resourceType, unchanged } from "./resource-type.ts";
import { IAM_ACCESS_KEY } from "./schemas/iam-access-key.ts";

/**
 * A user's key. Its secret is told by IAM once, so it is kept with the stack, as on AWS: whoever may read the stack's
 * outputs can read it where the template puts it there.
 */
export const iamAccessKey: ResourceType = resourceType({
  schema: IAM_ACCESS_KEY,
  emulates: true,
  requiresIam: true,
  attributes: ["Id", "SecretAccessKey"],
  async create({ UserName, Status = "Active" }, context) {
    const answer = await context.call(iam("CreateAccessKey", { UserName }));
    const AccessKeyId = textAt(answer, "AccessKey", "AccessKeyId");
    const SecretAccessKey = textAt(answer, "AccessKey", "SecretAccessKey");
    const made = { physicalId: AccessKeyId, attributes: { Id: AccessKeyId, SecretAccessKey } };
    await context.initiated(made);
    if (Status !== "Active") await context.call(iam("UpdateAccessKey", { UserName, AccessKeyId, Status }));
    return made;
  },
  async update(old, { UserName, Status = "Active" }, context) {
    await context.call(iam("UpdateAccessKey", { UserName, AccessKeyId: old.physicalId, Status }));
    return unchanged(old);
  },
  delete: ({ physicalId: AccessKeyId, properties: { UserName } }, context) =>
    context.callUnlessGone(iam("DeleteAccessKey", { UserName, AccessKeyId })),
});
