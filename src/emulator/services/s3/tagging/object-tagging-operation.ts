import type { OperationContext } from "../../../pipeline/service.ts";
import type { Tag } from "../../../state/identities.ts";
import { sameBucket } from "../buckets.ts";
import { noSuchKey } from "../errors.ts";
import { sameContent } from "../object-content.ts";
import { type ObjectTarget, requireObject, versionHeader } from "../read-operation.ts";
import { replaceVersion } from "../versioning/change-versions.ts";
import { findObjectVersion } from "../versioning/find-version.ts";

/**
 * Replaces an object's tags; none removes them.
 *
 * @returns the headers that tell whose version's they were.
 * @throws AwsError `NoSuchKey`, also where another object has taken the place of the one that was authorised.
 */
export async function changeObjectTags(
  target: ObjectTarget,
  tags: readonly Tag[],
  context: OperationContext,
): Promise<Readonly<Record<string, string>>> {
  const { bucket, object } = requireObject(target, context);
  await context.state.store.transaction((writer) => {
    const present = sameBucket(writer, bucket);
    const current = findObjectVersion(writer, target);
    if (current === undefined || !sameContent(current.content, object.content)) throw noSuchKey(target.key);
    const { tags: _replaced, ...rest } = current;
    replaceVersion(writer, [present.name, target.key], tags.length === 0 ? rest : { ...rest, tags });
  });
  return versionHeader(bucket, object);
}
