import { isDeepStrictEqual } from "node:util";
import { ssm } from "./query-calls.ts";
import { type ResourceContext, type ResourceType, resourceType } from "./resource-type.ts";
import { SSM_PARAMETER } from "./schemas/ssm-parameter.ts";
import { type ApiTag, resourceTags, tagChange } from "./tags.ts";

/** A parameter of Systems Manager. CloudFormation makes no encrypted ones. */
export const ssmParameter: ResourceType = resourceType({
  schema: SSM_PARAMETER,
  emulates: {
    AllowedPattern: true,
    DataType: true,
    Description: true,
    Name: true,
    Tags: true,
    Tier: true,
    Type: true,
    Value: true,
  },
  nameProperty: "Name",
  attributes: ["Type", "Value"],
  wording: "classic",
  async create({ Name: given, Tags, ...rest }, context) {
    const Name = given ?? context.physicalName({ maxLength: 255, prefix: "CFN" });
    await context.call(ssm("PutParameter", { ...rest, Name, Tags: tagsOf(Tags, context) }));
    const made = { physicalId: Name, attributes: { Type: rest.Type, Value: rest.Value } };
    await context.initiated(made);
    return made;
  },
  async update(old, { Name: _name, Tags, ...rest }, context) {
    const { Name: _oldName, Tags: oldTags, ...oldRest } = old.properties;
    const Name = old.physicalId;
    if (!isDeepStrictEqual(rest, oldRest)) {
      await context.call(ssm("PutParameter", { ...rest, Name, Overwrite: true }));
    }
    const { changed, removedKeys } = tagChange(tagsOf(oldTags, old), tagsOf(Tags, context));
    const resource = { ResourceType: "Parameter", ResourceId: Name };
    if (changed.length > 0) await context.call(ssm("AddTagsToResource", { ...resource, Tags: changed }));
    if (removedKeys.length > 0) {
      await context.call(ssm("RemoveTagsFromResource", { ...resource, TagKeys: removedKeys }));
    }
    return { physicalId: Name, attributes: { Type: rest.Type, Value: rest.Value } };
  },
  delete: ({ physicalId }, context) => context.callUnlessGone(ssm("DeleteParameter", { Name: physicalId })),
});

/** The template has tags as a map here. */
function tagsOf(
  own: Readonly<Record<string, string>> | undefined,
  stack: Pick<ResourceContext, "stackTags">,
): readonly ApiTag[] | undefined {
  const tags = own && Object.entries(own).map(([Key, Value]) => ({ Key, Value }));
  return resourceTags(tags, stack);
}
