import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  type Stack,
} from "@aws-sdk/client-cloudformation";
import { DescribeInstancesCommand, DescribeSecurityGroupsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetInstanceProfileCommand, IAMClient } from "@aws-sdk/client-iam";
import {
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetPublicAccessBlockCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { deploy, eventsOf, lines, whenSettled } from "../emulator/services/cloudformation/stacks.ts";
import { clientConfig, refusal, startTestEmulator } from "../support/emulator.ts";
import { signalFor } from "../support/signals.ts";
import { SHIPPED_TEMPLATE } from "./shipped-template.ts";

let emulator: Emulator;
let client: CloudFormationClient;
beforeAll(async () => {
  emulator = await startTestEmulator();
  client = new CloudFormationClient(clientConfig(emulator));
});
afterAll(() => emulator.close());

interface Deployed {
  readonly stackId: string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly physicalIds: Readonly<Record<string, string>>;
}

/** Deploys the template; the test answers for the instance. */
async function make(
  StackName: string,
  parameters: Readonly<Record<string, string>>,
  signal: "SUCCESS" | "FAILURE" = "SUCCESS",
): Promise<Stack & Deployed> {
  const [stack] = await Promise.all([
    deploy(client, SHIPPED_TEMPLATE, {
      StackName,
      Capabilities: ["CAPABILITY_IAM"],
      Parameters: Object.entries(parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
    }),
    signalFor(clientConfig(emulator), StackName, signal),
  ]);
  const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: stack.StackId }));
  return {
    ...stack,
    stackId: stack.StackId ?? "",
    outputs: Object.fromEntries(
      (stack.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
    ),
    physicalIds: Object.fromEntries(
      (StackResources ?? []).map(({ LogicalResourceId = "", PhysicalResourceId = "" }) => [
        LogicalResourceId,
        PhysicalResourceId,
      ]),
    ),
  };
}

describe("the shipped template as it stands", () => {
  let stack: Deployed;
  beforeAll(async () => {
    stack = await make("up", {});
    expect(lines(await eventsOf(client, stack.stackId)).at(-1)).toBe("up CREATE_COMPLETE");
  });

  it("needs the capability for roles", async () => {
    const call = deploy(client, SHIPPED_TEMPLATE, { StackName: "up2" });
    expect(await refusal(call)).toMatchObject({ message: "Requires capabilities : [CAPABILITY_IAM]" });
  });

  it("tells how the object is fetched, and what has been made", () => {
    const { BucketName, UploadRoleArn, ...others } = stack.outputs;
    expect(others).toEqual({
      FetchCommand: `aws s3 presign s3://${BucketName}/hoge --expires-in 900 --region ap-northeast-1`,
    });
    expect(UploadRoleArn).toBe(`arn:aws:iam::111111111111:role/${stack.physicalIds.RoleForAssume}`);
  });

  it("runs an instance with the profile, tokens required, and nothing let in", async () => {
    const { physicalIds } = stack;
    const ec2 = new EC2Client(clientConfig(emulator));
    const { Reservations } = await ec2.send(new DescribeInstancesCommand({ InstanceIds: [physicalIds.EC2 ?? ""] }));
    const instance = Reservations?.[0]?.Instances?.[0];
    expect(instance).toMatchObject({
      State: { Name: "running" },
      InstanceType: "t3.micro",
      IamInstanceProfile: { Arn: `arn:aws:iam::111111111111:instance-profile/${physicalIds.EC2Profile}` },
      MetadataOptions: { HttpTokens: "required", HttpEndpoint: "enabled", HttpPutResponseHopLimit: 1 },
      SecurityGroups: [{ GroupName: physicalIds.EC2SecurityGroup }],
    });
    expect(instance?.KeyName).toBeUndefined();
    const GroupIds = [instance?.SecurityGroups?.[0]?.GroupId ?? ""];
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds }));
    expect(SecurityGroups?.[0]?.IpPermissions).toEqual([]);
    const iam = new IAMClient(clientConfig(emulator));
    const profile = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName: physicalIds.EC2Profile }));
    expect(profile.InstanceProfile?.Roles).toMatchObject([{ RoleName: physicalIds.EC2Role }]);
  });

  it("has a bucket that refuses plain HTTP, to root as well", async () => {
    const s3 = new S3Client(clientConfig(emulator));
    const put = s3.send(new PutObjectCommand({ Bucket: stack.outputs.BucketName, Key: "hoge", Body: "1" }));
    expect(await refusal(put)).toMatchObject({
      code: "AccessDenied",
      message: expect.stringMatching(/with an explicit deny in a resource-based policy$/),
    });
  });

  it("does not let even root have the upload role", async () => {
    const sts = new STSClient(clientConfig(emulator));
    const call = sts.send(new AssumeRoleCommand({ RoleArn: stack.outputs.UploadRoleArn, RoleSessionName: "root" }));
    expect(await refusal(call)).toMatchObject({ code: "AccessDenied", status: 403 });
  });
});

describe("the shipped template for a public object", () => {
  let stack: Deployed;
  beforeAll(async () => {
    stack = await make("public", { ObjectAccess: "public-read", RequireTls: "false" });
  });

  it("tells where everybody can read it", () => {
    const { UploadedURL, BucketName } = stack.outputs;
    expect(UploadedURL).toBe(`https://${BucketName}.s3.ap-northeast-1.amazonaws.com/hoge`);
    expect(stack.outputs).not.toHaveProperty("FetchCommand");
  });

  it("lets one object be public, but no policy", async () => {
    const s3 = new S3Client(clientConfig(emulator));
    const Bucket = stack.outputs.BucketName;
    const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(block.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: false,
      IgnorePublicAcls: false,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    await s3.send(new PutObjectCommand({ Bucket, Key: "hoge", Body: "public", ACL: "public-read" }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "secret", Body: "private" }));
    expect(await (await fetch(`${emulator.endpoint}/${Bucket}/hoge`)).text()).toBe("public");
    expect((await fetch(`${emulator.endpoint}/${Bucket}/secret`)).status).toBe(403);
  });

  it("encrypts, and forgets uploads that nobody has completed", async () => {
    const s3 = new S3Client(clientConfig(emulator));
    const Bucket = stack.outputs.BucketName;
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toMatchObject([
      { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } },
    ]);
    const { Rules } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(Rules).toMatchObject([
      { ID: "abort-incomplete-uploads", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } },
    ]);
  });

  it("is deleted once its bucket is empty, and not before", async () => {
    await client.send(new DeleteStackCommand({ StackName: "public" }));
    expect(await whenSettled(client, stack.stackId)).toMatchObject({
      StackStatus: "DELETE_FAILED",
      StackStatusReason: "The following resource(s) failed to delete: [S3PrivateBucket]. ",
    });
    const failed = (await eventsOf(client, stack.stackId)).find(
      ({ ResourceStatus }) => ResourceStatus === "DELETE_FAILED",
    );
    expect(failed?.ResourceStatusReason).toMatch(
      /^Resource handler returned message: "The bucket you tried to delete is not empty.* \(Service: S3, Status Code: 409, .*HandlerErrorCode: GeneralServiceException\)$/,
    );
    const s3 = new S3Client(clientConfig(emulator));
    const Bucket = stack.outputs.BucketName;
    for (const Key of ["hoge", "secret"]) await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await client.send(new DeleteStackCommand({ StackName: "public" }));
    expect((await whenSettled(client, stack.stackId)).StackStatus).toBe("DELETE_COMPLETE");
  });
});

describe("the shipped template whose upload fails", () => {
  it("is rolled back as soon as the instance says so", async () => {
    const stack = await make("failed", {}, "FAILURE");
    expect(stack.StackStatus).toBe("ROLLBACK_COMPLETE");
    const failures = (await eventsOf(client, stack.stackId)).filter(
      ({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED",
    );
    expect(failures.map(({ LogicalResourceId }) => LogicalResourceId)).toEqual(["EC2"]);
  });
});
