import type { Operation } from "../../../pipeline/service.ts";
import { requireBucket } from "../authorisation.ts";
import { sameBucket } from "../buckets.ts";
import { notImplementedHeader } from "../errors.ts";
import { dropUpload } from "../multipart/drop-uploads.ts";
import { readUploadName, uploadRequirement } from "../multipart/upload-target.ts";
import { requireUpload, type UploadName } from "../multipart/uploads.ts";
import { emptyResponse, s3Operation } from "../response.ts";

/** A condition that AWS takes for directory buckets alone. */
const DIRECTORY_BUCKET_CONDITION = "x-amz-if-match-initiated-time";

/** Drops an upload and its parts. A part that is on its way is refused when it has come. */
export const abortMultipartUpload: Operation = s3Operation<UploadName>({
  name: "AbortMultipartUpload",
  errors: ["NoSuchBucket", "NoSuchUpload"],
  parse(request) {
    if (request.head.headers.has(DIRECTORY_BUCKET_CONDITION)) throw notImplementedHeader(DIRECTORY_BUCKET_CONDITION);
    return readUploadName(request);
  },
  authorise: (name, context) => [uploadRequirement(name, "s3:AbortMultipartUpload", context)],
  async run(name, context) {
    const { state } = context;
    const bucket = requireBucket(context, name.bucket);
    await state.store.transaction((writer) => {
      sameBucket(writer, bucket);
      requireUpload(writer, name);
      dropUpload(writer, state, name);
    });
    return emptyResponse(204);
  },
});
