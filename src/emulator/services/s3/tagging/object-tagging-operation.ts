import type { OperationContext } from "../../../pipeline/service.ts";
import type { Tag } from "../../../state/identities.ts";
import { sameBucket } from "../buckets.ts";
import { noSuchKey } from "../errors.ts";
import { findObject, putObjectRecord } from "../objects.ts";
import { type ObjectTarget, requireObject } from "../read-operation.ts";

/**
 * Replaces an object's tags; none removes them.
 *
 * @throws AwsError `NoSuchKey`, also where another object has taken the place of the one that was authorised.
 */
export async function changeObjectTags(
  target: ObjectTarget,
  tags: readonly Tag[],
  context: OperationContext,
): Promise<void> {
  const { bucket, object } = requireObject(target, context);
  await context.state.store.transaction((writer) => {
    const present = sameBucket(writer, bucket);
    const current = findObject(writer, present.name, target.key);
    if (current?.blobId !== object.blobId) throw noSuchKey(target.key);
    const { tags: _replaced, ...rest } = current;
    putObjectRecord(writer, [present.name, target.key], tags.length === 0 ? rest : { ...rest, tags });
  });
}
