import type { Operation } from "../../../pipeline/service.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { ec2Arn, requestTagKeys, requirement, resourceTagKeys } from "../resources.ts";
import { checkTaggedIds, findTagged, requireTagged, taggedName } from "../taggable.ts";
import { checkTag, withTags } from "../tags.ts";

export interface CreateTagsResult {
  readonly return: true;
}

const NAME = "CreateTags";

/** Tags resources, or changes their tags: all of them or none. */
export const createTags: Operation = ec2Operation({
  name: NAME,
  errors: [
    "InvalidGroup.NotFound",
    "InvalidID",
    "InvalidInstanceID.NotFound",
    "InvalidKeyPair.NotFound",
    "InvalidParameterValue",
    "InvalidSubnetID.NotFound",
    "InvalidVpcID.NotFound",
    "MissingParameter",
    "TagLimitExceeded",
  ],
  parse(params) {
    const ids = [...new Set(params.list("ResourceId"))];
    if (ids.length === 0) throw ec2Errors.missingParameter("resourceIdSet");
    const given = params.structList("Tag");
    if (given.length === 0) throw ec2Errors.missingParameter("tagSet");
    checkTaggedIds(NAME, ids);
    const tags = given.map((tag) => checkTag({ key: tag.string("Key") ?? "", value: tag.string("Value") ?? "" }));
    return { ids, tags };
  },
  authorise: ({ ids, tags }, context) =>
    ids.map((id) => {
      const { type, arnId } = taggedName(id, context);
      const present = findTagged(id, context, context.state.store)?.tags ?? [];
      const keys = { ...resourceTagKeys(present), ...requestTagKeys(tags) };
      return requirement(context, { action: "ec2:CreateTags", resource: ec2Arn(context, type, arnId), context: keys });
    }),
  validate({ ids, tags }, context) {
    for (const id of ids) withTags(requireTagged(id, context, context.state.store).tags, tags);
  },
  run: ({ ids, tags }, context): Promise<CreateTagsResult> =>
    context.state.store.transaction((writer) => {
      for (const id of ids) {
        const found = requireTagged(id, context, writer);
        found.put(writer, withTags(found.tags, tags));
      }
      return { return: true };
    }),
});
