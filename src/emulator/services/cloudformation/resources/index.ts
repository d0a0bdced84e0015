import { ec2Instance } from "./ec2-instance.ts";
import { ec2KeyPair } from "./ec2-key-pair.ts";
import { ec2SecurityGroup } from "./ec2-security-group.ts";
import { iamInstanceProfile } from "./iam-instance-profile.ts";
import { iamRole } from "./iam-role.ts";
import type { ResourceType } from "./resource-type.ts";
import { s3Bucket } from "./s3-bucket.ts";
import { s3BucketPolicy } from "./s3-bucket-policy.ts";

/** Every resource type that stacks can have. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map(
  [s3Bucket, s3BucketPolicy, iamRole, iamInstanceProfile, ec2SecurityGroup, ec2KeyPair, ec2Instance].map((type) => [
    type.name,
    type,
  ]),
);
