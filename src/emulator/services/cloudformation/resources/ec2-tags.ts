import { ec2 } from "./query-calls.ts";
import type { ResourceContext } from "./resource-type.ts";
import { resourceTags, type TagsOf, tagChange } from "./tags.ts";

/** Changes the tags of something of EC2's. */
export async function changeEc2Tags(id: string, { old, tags }: TagsOf, context: ResourceContext): Promise<void> {
  const { changed, removedKeys } = tagChange(resourceTags(old.properties.Tags, old), resourceTags(tags, context));
  if (changed.length > 0) await context.call(ec2("CreateTags", { ResourceId: [id], Tag: changed }));
  if (removedKeys.length > 0) {
    await context.call(ec2("DeleteTags", { ResourceId: [id], Tag: removedKeys.map((Key) => ({ Key })) }));
  }
}
