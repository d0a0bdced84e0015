import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { removeBucket, sameBucket } from "../buckets.ts";
import { bucketError } from "../errors.ts";
import { dropUploadsOf } from "../multipart/drop-uploads.ts";
import { objectRows } from "../objects.ts";
import { emptyResponse } from "../response.ts";
import { versionRows } from "../versioning/version-rows.ts";

/** Removes a bucket that holds no objects, nor versions of any. Uploads that are not complete go with it. */
export const deleteBucket: Operation = bucketOperation({
  name: "DeleteBucket",
  errors: ["BucketNotEmpty"],
  action: "s3:DeleteBucket",
  async run(bucket, { state }) {
    await state.store.transaction((writer) => {
      const present = sameBucket(writer, bucket);
      const [object] = objectRows(writer, present.name, {});
      const [version] = versionRows(writer, present.name, {});
      if (object !== undefined || version !== undefined) {
        const versions = present.versioning === undefined ? "" : ". You must delete all versions in the bucket.";
        const message = `The bucket you tried to delete is not empty${versions}`;
        throw bucketError(409, "BucketNotEmpty", { message, bucket: present.name });
      }
      dropUploadsOf(writer, state, present.name);
      removeBucket(writer, present);
    });
    return emptyResponse(204);
  },
});
