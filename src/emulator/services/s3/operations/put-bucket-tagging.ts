import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import { emptyResponse } from "../response.ts";
import { readTaggingDocument } from "../tagging/tagging-document.ts";

/** Replaces a bucket's tags; an empty set removes them. */
export const putBucketTagging: Operation = bucketOperation({
  name: "PutBucketTagging",
  errors: ["BadRequest", "InvalidTag", "MalformedXML"],
  action: "s3:PutBucketTagging",
  async run(bucket, context) {
    const tags = await readTaggingDocument(context.request, "bucket");
    await changeBucket(context, bucket, ({ tags: _replaced, ...rest }) =>
      tags.length === 0 ? rest : { ...rest, tags },
    );
    return emptyResponse(204);
  },
});
