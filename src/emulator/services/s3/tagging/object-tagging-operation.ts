import type { OperationContext } from "../../../pipeline/service.ts";
import type { Tag } from "../../../state/identities.ts";
import { sameBucket } from "../buckets.ts";
import { noSuchKey } from "../errors.ts";
import { sameContent } from "../object-content.ts";
import { type ObjectTarget, requireObject, versionHeader } from "../read-operation.ts";
import { replaceVersion } from "../versioning/change-versions.ts";
import { findObjectVersion } from "../versioning/find-version.ts";

/**
 * The object whose tags are asked for or changed. Of tags alone S3 tells even readers that the key is deleted.
 *
 * @throws AwsError as {@link requireObject} does.
 */
export function requireTagged(target: ObjectTarget, context: OperationContext): ReturnType<typeof requireObject> {
  return requireObject(target, context, { tellsMarker: true });
}

/**
 * Replaces an object's tags; none removes them.
 *
 * @returns the headers that tell whose version's they were.
 * @throws AwsError as {@link requireTagged} does, and `NoSuchKey` where another object has taken the place of the one
 * that was authorised.
 */
export async function changeObjectTags(
  target: ObjectTarget,
  tags: readonly Tag[],
  context: OperationContext,
): Promise<Readonly<Record<string, string>>> {
  const { bucket, object } = requireTagged(target, context);
  await context.state.store.transaction((writer) => {
    const present = sameBucket(writer, bucket);
    const current = findObjectVersion(writer, target);
    if (current === undefined || !sameContent(current.content, object.content)) throw noSuchKey(target.key);
    const { tags: _replaced, ...rest } = current;
    replaceVersion(writer, [present.name, target.key], tags.length === 0 ? rest : { ...rest, tags });
  });
  return versionHeader(bucket, object);
}
