import type { Operation } from "../../../pipeline/service.ts";
import { objectOf } from "../address.ts";
import { existingObjectRequirement, type ObjectTarget } from "../read-operation.ts";
import { emptyResponse, s3Operation } from "../response.ts";
import { changeObjectTags } from "../tagging/object-tagging-operation.ts";
import { readVersionId } from "../versioning/requested-version.ts";

/** Removes an object's tags. */
export const deleteObjectTagging: Operation = s3Operation<ObjectTarget>({
  name: "DeleteObjectTagging",
  errors: ["NoSuchBucket", "NoSuchKey", "NoSuchVersion"],
  parse: (request) => ({ ...objectOf(request), versionId: readVersionId(request) }),
  authorise: (target, context) => [existingObjectRequirement(target, "s3:DeleteObjectTagging", context)],
  async run(target, context) {
    return emptyResponse(204, await changeObjectTags(target, [], context));
  },
});
