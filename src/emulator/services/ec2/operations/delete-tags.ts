import type { QueryParams } from "../../../../wire/index.ts";
import type { Operation } from "../../../pipeline/service.ts";
import type { Tag } from "../../../state/identities.ts";
import { ec2Operation } from "../ec2-operation.ts";
import { ec2Errors } from "../errors.ts";
import { ec2Arn, requirement, resourceTagKeys } from "../resources.ts";
import { checkTaggedIds, findTagged, requireTagged, taggedName } from "../taggable.ts";

export interface DeleteTagsResult {
  readonly return: true;
}

/** A tag to be taken away: whatever its value is, or where it is this one alone. */
interface TagChoice {
  readonly key: string;
  readonly value: string | undefined;
}

const NAME = "DeleteTags";

/** Takes tags from resources: those that are named, or all. A tag that is not there is no error. */
export const deleteTags: Operation = ec2Operation({
  name: NAME,
  errors: [
    "InvalidGroup.NotFound",
    "InvalidID",
    "InvalidInstanceID.NotFound",
    "InvalidKeyPair.NotFound",
    "InvalidSubnetID.NotFound",
    "InvalidVpcID.NotFound",
    "MissingParameter",
  ],
  parse(params) {
    const ids = [...new Set(params.list("ResourceId"))];
    if (ids.length === 0) throw ec2Errors.missingParameter("resourceIdSet");
    checkTaggedIds(NAME, ids);
    return { ids, choices: readChoices(params) };
  },
  authorise: ({ ids, choices }, context) =>
    ids.map((id) => {
      const { type, arnId } = taggedName(id, context);
      const present = findTagged(id, context, context.state.store)?.tags ?? [];
      const keys = choices.length === 0 ? {} : { "aws:TagKeys": choices.map(({ key }) => key) };
      const resource = ec2Arn(context, type, arnId);
      return requirement(context, {
        action: "ec2:DeleteTags",
        resource,
        context: { ...resourceTagKeys(present), ...keys },
      });
    }),
  validate({ ids }, context) {
    for (const id of ids) requireTagged(id, context, context.state.store);
  },
  run: ({ ids, choices }, context): Promise<DeleteTagsResult> =>
    context.state.store.transaction((writer) => {
      for (const id of ids) {
        const found = requireTagged(id, context, writer);
        found.put(
          writer,
          found.tags.filter((tag) => !isChosen(tag, choices)),
        );
      }
      return { return: true };
    }),
});

function readChoices(params: QueryParams): readonly TagChoice[] {
  return params.structList("Tag").map((tag) => ({ key: tag.string("Key") ?? "", value: tag.string("Value") }));
}

/** AWS's own tags stay. */
function isChosen({ key, value }: Tag, choices: readonly TagChoice[]): boolean {
  if (key.toLowerCase().startsWith("aws:")) return false;
  return (
    choices.length === 0 ||
    choices.some((choice) => choice.key === key && (choice.value === undefined || choice.value === value))
  );
}
