import { AwsError } from "../../../../wire/index.ts";
import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import { objectOf } from "../address.ts";
import { noSuchKey } from "../errors.ts";
import { existingObjectRequirement, type ObjectTarget, versionHeader } from "../read-operation.ts";
import { s3Operation, xmlResponse } from "../response.ts";
import { requireTagged } from "../tagging/object-tagging-operation.ts";
import { tagSet } from "../tagging/tags.ts";
import { readVersionId } from "../versioning/requested-version.ts";

/** Shows an object's tags; an object without any shows an empty set. */
export const getObjectTagging: Operation = s3Operation<ObjectTarget>({
  name: "GetObjectTagging",
  errors: ["NoSuchBucket", "NoSuchKey", "NoSuchVersion"],
  parse: (request) => ({ ...objectOf(request), versionId: readVersionId(request) }),
  authorise: (target, context) => [existingObjectRequirement(target, "s3:GetObjectTagging", context)],
  run(target, context) {
    const { bucket, object } = objectIn(target, context);
    return xmlResponse("Tagging", tagSet(object.tags ?? []), versionHeader(bucket, object));
  },
});

/** Of this operation alone S3 names the bucket along with the key that is not there. */
function objectIn(target: ObjectTarget, context: OperationContext): ReturnType<typeof requireTagged> {
  try {
    return requireTagged(target, context);
  } catch (error) {
    const missing = error instanceof AwsError && error.code === "NoSuchKey";
    throw missing ? noSuchKey(`${target.bucket}/${target.key}`) : error;
  }
}
