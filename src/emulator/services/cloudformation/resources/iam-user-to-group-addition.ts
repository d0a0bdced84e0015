import { changeMemberships, type Membership } from "./iam-membership.ts";
import { type ResourceType, resourceType, unchanged } from "./resource-type.ts";
import { IAM_USER_TO_GROUP_ADDITION } from "./schemas/iam-user-to-group-addition.ts";

interface Addition {
  readonly GroupName: string;
  readonly Users: readonly string[];
}

const memberships = ({ GroupName, Users }: Addition): readonly Membership[] =>
  Users.map((UserName) => ({ GroupName, UserName }));

/** Users in a group. IAM knows no such thing by a name, so CloudFormation makes one up. */
export const iamUserToGroupAddition: ResourceType = resourceType({
  schema: IAM_USER_TO_GROUP_ADDITION,
  emulates: true,
  requiresIam: true,
  attributes: ["Id"],
  async create(properties, context) {
    const Id = context.physicalName({ maxLength: 128 });
    const made = { physicalId: Id, attributes: { Id } };
    const [first, ...others] = memberships(properties);
    if (first !== undefined) await changeMemberships({ before: [], after: [first] }, context);
    await context.initiated(made);
    await changeMemberships({ before: [], after: others }, context);
    return made;
  },
  async update(old, properties, context) {
    await changeMemberships({ before: memberships(old.properties), after: memberships(properties) }, context);
    return unchanged(old);
  },
  delete: ({ properties }, context) => changeMemberships({ before: memberships(properties), after: [] }, context),
});
