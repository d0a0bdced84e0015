import { DeleteBucketPolicyCommand, GetBucketPolicyCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { makeBucket } from "../world.ts";
import type { Case } from "./replay.ts";

/** Bucket policies. */
export const policyCases: readonly Case[] = [
  {
    file: "s3-api",
    name: "TestS3BucketPolicy::test_bucket_policy_crud",
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-policy", { open: true });
      const get = () => s3.send(new GetBucketPolicyCommand({ Bucket }));
      const remove = () => s3.send(new DeleteBucketPolicyCommand({ Bucket }));
      const statement = {
        Effect: "Allow",
        Principal: { AWS: "*" },
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::${Bucket}/*`,
      };
      const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
      await step("get-bucket-default-policy", get);
      await step("put-bucket-policy", () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy })));
      await step("get-bucket-policy", async () => {
        const answer = await get();
        // The recorder parsed the policy, which S3 gives back byte for byte.
        return { ...answer, Policy: JSON.parse(answer.Policy ?? "") };
      });
      await step("delete-bucket-policy", remove);
      await step("get-bucket-policy-after-delete", get);
      await step("delete-bucket-policy-after-delete", remove);
    },
  },
  {
    file: "s3-api",
    name: "TestS3BucketPolicy::test_bucket_policy_exc",
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-bad-policy");
      const put = (Policy: string) => () => s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
      await step("put-empty-bucket-policy", put(""));
      await step("put-bucket-policy-randomstring", put("invalid json"));
      await step("put-bucket-policy-empty-json", put("{}"));
    },
  },
];
