import { ServiceError } from "../../../lease/index.ts";
import type { Check } from "../check.ts";

/** Whether the lease may use the KMS key that the bucket encrypts with. */
export const encryption: Check = {
  id: "encryption",
  needs: "s3:GetEncryptionConfiguration",
  async run(world) {
    const { bucket: Bucket, kmsKeyArn } = world.plan.scope;
    const [s3, { GetBucketEncryptionCommand }] = [await world.s3(), await import("@aws-sdk/client-s3")];
    const rule = await world
      .call(["s3", "GetBucketEncryption"], (options) => s3.send(new GetBucketEncryptionCommand({ Bucket }), options))
      .then(({ ServerSideEncryptionConfiguration: found }) => found?.Rules?.[0]?.ApplyServerSideEncryptionByDefault)
      .catch((error: unknown) => {
        if (error instanceof ServiceError && error.status === 404) return undefined;
        throw error;
      });
    if (!rule?.SSEAlgorithm?.startsWith("aws:kms")) {
      return {
        status: "ok",
        seen: `the bucket encrypts with ${rule?.SSEAlgorithm ?? "nothing of its own"}, without KMS`,
      };
    }
    const key = rule.KMSMasterKeyID;
    const seen = `the bucket encrypts with the KMS key ${key ?? "aws/s3"}`;
    // AWS's own key for S3 may be used by everybody of the account who comes through S3.
    if (key === undefined || /alias\/aws\/s3$/.test(key)) return { status: "ok", seen };
    const isNamed = kmsKeyArn !== undefined && (kmsKeyArn === key || kmsKeyArn.endsWith(`/${key}`));
    if (isNamed) return { status: "ok", seen };
    return {
      status: "fail",
      seen: `${seen}, which the lease may not use`,
      advice: key.startsWith("arn:")
        ? `Give --kms-key ${key}, and see that the role may use it.`
        : "Give --kms-key with the key's ARN, and see that the role may use it.",
    };
  },
};
