import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { type BucketLocationConstraint, CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { Emulator } from "../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials } from "./emulator.ts";

/** Somebody who may do nothing but assume a role that may do anything in one bucket. */
export interface Uploader {
  readonly credentials: SdkCredentials;
  readonly roleArn: string;
  /** What `createLease` needs. */
  readonly leaseOptions: {
    readonly roleArn: string;
    readonly credentials: SdkCredentials;
    readonly region: string;
    readonly endpointUrl: string;
    readonly environment: Readonly<Record<string, string>>;
  };
}

/** Makes a bucket, a role and a user `ci` in an emulator. */
export async function prepareUploader(emulator: Emulator, bucket: string): Promise<Uploader> {
  const config = clientConfig(emulator);
  const [{ accountId } = { accountId: "" }] = emulator.accounts;
  const s3 = new S3Client({ ...config, forcePathStyle: true });
  await s3.send(
    new CreateBucketCommand({
      Bucket: bucket,
      CreateBucketConfiguration: { LocationConstraint: emulator.region as BucketLocationConstraint },
    }),
  );
  const iam = new IAMClient(config);
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName: "uploader",
      AssumeRolePolicyDocument: allow({
        Action: "sts:AssumeRole",
        Principal: { AWS: `arn:aws:iam::${accountId}:root` },
      }),
    }),
  );
  const roleArn = Role?.Arn ?? "";
  const inBucket = allow({ Action: "s3:*", Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`] });
  await iam.send(new PutRolePolicyCommand({ RoleName: "uploader", PolicyName: "upload", PolicyDocument: inBucket }));
  await iam.send(new CreateUserCommand({ UserName: "ci" }));
  const mayAssume = allow({ Action: "sts:AssumeRole", Resource: roleArn });
  await iam.send(new PutUserPolicyCommand({ UserName: "ci", PolicyName: "assume", PolicyDocument: mayAssume }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "ci" }));
  const credentials = {
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
  };
  const { region, endpoint } = emulator;
  return {
    credentials,
    roleArn,
    leaseOptions: { roleArn, credentials, region, endpointUrl: endpoint, environment: {} },
  };
}

function allow(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}
