import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import { bucketOf } from "../address.ts";
import { bucketRequirement, requireBucket } from "../authorisation.ts";
import type { BucketRecord } from "../buckets.ts";
import { methodNotAllowed } from "../errors.ts";
import { type S3Response, s3Operation } from "../response.ts";

/** An operation on a bucket's policy. */
export interface PolicyOperationDefinition {
  readonly name: "GetBucketPolicy" | "PutBucketPolicy" | "DeleteBucketPolicy";
  readonly errors: readonly string[];
  run(bucket: BucketRecord, context: OperationContext): S3Response | Promise<S3Response>;
}

/**
 * Makes it. The root user of the bucket's account may always, whatever the policy says: a policy that locks everybody
 * out could otherwise never be undone. Other accounts never may, even where the policy lets them.
 */
export function policyOperation({ name, errors, run }: PolicyOperationDefinition): Operation {
  return s3Operation({
    name,
    errors: ["MethodNotAllowed", "NoSuchBucket", ...errors],
    parse: bucketOf,
    authorise(bucketName, context) {
      const bucket = requireBucket(context, bucketName);
      const requirement = bucketRequirement(context, { bucket, action: `s3:${name}` });
      const { principal, accountId } = context.caller;
      const ownRoot = principal.type === "root" && accountId === bucket.accountId;
      return [ownRoot ? { ...requirement, resourcePolicies: [] } : requirement];
    },
    run(bucketName, context) {
      const bucket = requireBucket(context, bucketName);
      if (context.caller.accountId !== bucket.accountId) throw methodNotAllowed(context.request.head.method, "POLICY");
      return run(bucket, context);
    },
  });
}
