import { cloudformationWaitCondition } from "./cloudformation-wait-condition.ts";
import { cloudformationWaitConditionHandle } from "./cloudformation-wait-condition-handle.ts";
import { ec2Instance } from "./ec2-instance.ts";
import { ec2KeyPair } from "./ec2-key-pair.ts";
import { ec2SecurityGroup } from "./ec2-security-group.ts";
import { ec2SecurityGroupEgress } from "./ec2-security-group-egress.ts";
import { ec2SecurityGroupIngress } from "./ec2-security-group-ingress.ts";
import { iamAccessKey } from "./iam-access-key.ts";
import { iamGroup } from "./iam-group.ts";
import { iamInstanceProfile } from "./iam-instance-profile.ts";
import { iamManagedPolicy } from "./iam-managed-policy.ts";
import { iamOidcProvider } from "./iam-oidc-provider.ts";
import { iamPolicy } from "./iam-policy.ts";
import { iamRole } from "./iam-role.ts";
import { iamUser } from "./iam-user.ts";
import { iamUserToGroupAddition } from "./iam-user-to-group-addition.ts";
import type { ResourceType } from "./resource-type.ts";
import { s3Bucket } from "./s3-bucket.ts";
import { s3BucketPolicy } from "./s3-bucket-policy.ts";
import { ssmParameter } from "./ssm-parameter.ts";

const TYPES: readonly ResourceType[] = [
  s3Bucket,
  s3BucketPolicy,
  iamRole,
  iamPolicy,
  iamManagedPolicy,
  iamUser,
  iamGroup,
  iamUserToGroupAddition,
  iamAccessKey,
  iamInstanceProfile,
  iamOidcProvider,
  ec2SecurityGroup,
  ec2SecurityGroupIngress,
  ec2SecurityGroupEgress,
  ec2KeyPair,
  ec2Instance,
  ssmParameter,
  cloudformationWaitCondition,
  cloudformationWaitConditionHandle,
];

/** Every resource type that stacks can have. */
export const RESOURCE_TYPES: ReadonlyMap<string, ResourceType> = new Map(TYPES.map((type) => [type.name, type]));
