import { type Holder, type Holders, holdersOf, holdersWithout, named } from "./iam-permissions.ts";
import { iam } from "./query-calls.ts";
import { InvalidPropertiesError } from "./refusals.ts";
import { type ResourceContext, type ResourceType, resourceType, unchanged } from "./resource-type.ts";
import { IAM_POLICY } from "./schemas/iam-policy.ts";

/**
 * An inline policy of one or several holders. IAM knows it only as a part of each of them, so CloudFormation makes up a
 * name for the whole, of five letters of the stack's name and five of the logical id.
 */
export const iamPolicy: ResourceType = resourceType({
  schema: IAM_POLICY,
  emulates: true,
  requiresIam: true,
  attributes: ["Id"],
  async create(properties, context) {
    const [first, ...others] = someHolders(properties);
    const Id = context.physicalName({ maxLength: 24 });
    const made = { physicalId: Id, attributes: { Id } };
    await put([first], properties, context);
    await context.initiated(made);
    await put(others, properties, context);
    return made;
  },
  async update(old, properties, context) {
    const holders = someHolders(properties);
    const { PolicyName } = old.properties;
    await put(holders, properties, context);
    const before = holdersOf(old.properties);
    const left = PolicyName === properties.PolicyName ? holdersWithout(before, holders) : before;
    await remove(left, PolicyName, context);
    return unchanged(old);
  },
  delete: ({ properties }, context) => remove(holdersOf(properties), properties.PolicyName, context),
});

function someHolders(properties: Holders): readonly [Holder, ...Holder[]] {
  const [first, ...others] = holdersOf(properties);
  if (first !== undefined) return [first, ...others];
  throw new InvalidPropertiesError("At least one of [Groups,Roles,Users] must be non-empty.");
}

interface Document {
  readonly PolicyName: string;
  readonly PolicyDocument: string;
}

async function put(
  holders: readonly Holder[],
  { PolicyName, PolicyDocument }: Document,
  context: ResourceContext,
): Promise<void> {
  for (const holder of holders) {
    await context.call(iam(`Put${holder.kind}Policy`, { ...named(holder), PolicyName, PolicyDocument }));
  }
}

async function remove(holders: readonly Holder[], PolicyName: string, context: ResourceContext): Promise<void> {
  for (const holder of holders) {
    await context.callUnlessGone(iam(`Delete${holder.kind}Policy`, { ...named(holder), PolicyName }));
  }
}
