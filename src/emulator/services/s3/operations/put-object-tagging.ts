import type { Operation } from "../../../pipeline/service.ts";
import type { Tag } from "../../../state/identities.ts";
import { objectOf } from "../address.ts";
import { requireBucket } from "../authorisation.ts";
import { readOnce } from "../body/read-once.ts";
import { existingObjectRequirement, type ObjectTarget } from "../read-operation.ts";
import { emptyResponse, s3Operation } from "../response.ts";
import { changeObjectTags } from "../tagging/object-tagging-operation.ts";
import { requestTagKeys } from "../tagging/tag-keys.ts";
import { readTaggingDocument } from "../tagging/tagging-document.ts";
import { readVersionId } from "../versioning/requested-version.ts";

interface PutObjectTaggingInput extends ObjectTarget {
  /** Reads the body. Policies may ask for the tags, so they are known before anything is decided. */
  readonly tags: () => Promise<readonly Tag[]>;
}

/** Replaces an object's tags; an empty set removes them. */
export const putObjectTagging: Operation = s3Operation<PutObjectTaggingInput>({
  name: "PutObjectTagging",
  errors: ["BadRequest", "InvalidTag", "MalformedXML", "NoSuchBucket", "NoSuchKey", "NoSuchVersion"],
  parse(request) {
    return {
      ...objectOf(request),
      versionId: readVersionId(request),
      tags: readOnce(() => readTaggingDocument(request, "object")),
    };
  },
  async authorise(input, context) {
    requireBucket(context, input.bucket);
    const keys = requestTagKeys(await input.tags());
    const requirement = existingObjectRequirement(input, "s3:PutObjectTagging", context);
    return [{ ...requirement, context: { ...requirement.context, ...keys } }];
  },
  async run(input, context) {
    return emptyResponse(200, await changeObjectTags(input, await input.tags(), context));
  },
});
