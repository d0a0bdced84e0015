import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { removeBucket, sameBucket } from "../buckets.ts";
import { bucketError } from "../errors.ts";
import { isBucketEmpty } from "../objects.ts";
import { emptyResponse } from "../response.ts";

/** Removes a bucket that holds no objects. */
export const deleteBucket: Operation = bucketOperation({
  name: "DeleteBucket",
  errors: ["BucketNotEmpty"],
  action: "s3:DeleteBucket",
  async run(bucket, { state }) {
    await state.store.transaction((writer) => {
      const present = sameBucket(writer, bucket);
      if (!isBucketEmpty(writer, present.name)) {
        const message = "The bucket you tried to delete is not empty";
        throw bucketError(409, "BucketNotEmpty", { message, bucket: present.name });
      }
      removeBucket(writer, present);
    });
    return emptyResponse(204);
  },
});
