import type { Operation } from "../../../pipeline/service.ts";
import { bucketOperation } from "../bucket-operation.ts";
import { bucketError } from "../errors.ts";
import { xmlResponse } from "../response.ts";

/** Shows who owns new objects. */
export const getBucketOwnershipControls: Operation = bucketOperation({
  name: "GetBucketOwnershipControls",
  errors: ["OwnershipControlsNotFoundError"],
  action: "s3:GetBucketOwnershipControls",
  run({ name, ownership }) {
    if (ownership === undefined) {
      const message = "The bucket ownership controls were not found";
      throw bucketError(404, "OwnershipControlsNotFoundError", { message, bucket: name });
    }
    return xmlResponse("OwnershipControls", { Rule: { ObjectOwnership: ownership } });
  },
});
