import { iam } from "./query-calls.ts";
import type { ResourceContext } from "./resource-type.ts";
import { resourceTags, type TagsOf, tagChange } from "./tags.ts";

/** Changes the tags of something of IAM's, which its operations know by `id`. */
export async function changeIamTags(
  what: { readonly kind: "OpenIDConnectProvider" | "Role" | "User"; readonly id: object },
  { old, tags }: TagsOf,
  context: ResourceContext,
): Promise<void> {
  const { changed, removedKeys } = tagChange(resourceTags(old.properties.Tags, old), resourceTags(tags, context));
  if (changed.length > 0) await context.call(iam(`Tag${what.kind}`, { ...what.id, Tags: changed }));
  if (removedKeys.length > 0) await context.call(iam(`Untag${what.kind}`, { ...what.id, TagKeys: removedKeys }));
}
