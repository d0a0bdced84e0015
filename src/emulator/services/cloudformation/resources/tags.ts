import type { Tag } from "../../../state/identities.ts";
import type { OldResource, ResourceContext } from "./resource-type.ts";

/** A tag as AWS's APIs spell it. */
export interface ApiTag {
  readonly Key: string;
  readonly Value: string;
}

/** The resource's own tags over those that it inherits from its stack; `undefined` where there are none. */
export function resourceTags(
  own: readonly ApiTag[] | undefined,
  { stackTags }: Pick<ResourceContext, "stackTags">,
): readonly ApiTag[] | undefined {
  const tags = new Map(stackTags.map(({ key, value }: Tag) => [key, value]));
  for (const { Key, Value } of own ?? []) tags.set(Key, Value);
  return tags.size === 0 ? undefined : [...tags].map(([Key, Value]) => ({ Key, Value }));
}

/** Tags of a new resource of EC2, in the form that its launch calls take. */
export function tagSpecification(type: string, tags: readonly ApiTag[] | undefined): object {
  return tags === undefined ? {} : { TagSpecification: [{ ResourceType: type, Tag: tags }] };
}

/** A resource's tags before a change, and its own after it. */
export interface TagsOf {
  readonly old: Pick<OldResource<{ readonly Tags?: readonly ApiTag[] | undefined }>, "properties" | "stackTags">;
  readonly tags: readonly ApiTag[] | undefined;
}

/** What has to be done for a resource's tags to become others. */
export function tagChange(
  before: readonly ApiTag[] = [],
  after: readonly ApiTag[] = [],
): { readonly changed: readonly ApiTag[]; readonly removedKeys: readonly string[] } {
  const old = new Map(before.map(({ Key, Value }) => [Key, Value]));
  return {
    changed: after.filter(({ Key, Value }) => old.get(Key) !== Value),
    removedKeys: before.map(({ Key }) => Key).filter((key) => !after.some(({ Key }) => Key === key)),
  };
}
