import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
} from "@aws-sdk/client-cloudformation";
import { DescribeInstancesCommand, DescribeSecurityGroupsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetInstanceProfileCommand, IAMClient } from "@aws-sdk/client-iam";
import { DeleteObjectCommand, GetPublicAccessBlockCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../src/emulator/index.ts";
import { deploy, eventsOf, lines, whenSettled } from "../emulator/services/cloudformation/stacks.ts";
import { clientConfig, refusal, startTestEmulator } from "../support/emulator.ts";
import { SHIPPED_TEMPLATE } from "./shipped-template.ts";

describe("the shipped template on the emulator", () => {
  let emulator: Emulator;
  let client: CloudFormationClient;
  let outputs: Readonly<Record<string, string>>;
  let stackId: string;
  let physicalIds: Readonly<Record<string, string>>;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    client = new CloudFormationClient(clientConfig(emulator));
    const stack = await deploy(client, SHIPPED_TEMPLATE, { StackName: "up", Capabilities: ["CAPABILITY_IAM"] });
    expect(lines(await eventsOf(client, stack.StackId)).at(-1)).toBe("up CREATE_COMPLETE");
    stackId = stack.StackId ?? "";
    outputs = Object.fromEntries(
      (stack.Outputs ?? []).map(({ OutputKey = "", OutputValue = "" }) => [OutputKey, OutputValue]),
    );
    const { StackResources } = await client.send(new DescribeStackResourcesCommand({ StackName: "up" }));
    physicalIds = Object.fromEntries(
      (StackResources ?? []).map(({ LogicalResourceId = "", PhysicalResourceId = "" }) => [
        LogicalResourceId,
        PhysicalResourceId,
      ]),
    );
  });
  afterAll(() => emulator.close());

  it("needs the capability for named roles", async () => {
    const call = deploy(client, SHIPPED_TEMPLATE, { StackName: "up2", Capabilities: ["CAPABILITY_IAM"] });
    expect(await refusal(call)).toMatchObject({ message: "Requires capabilities : [CAPABILITY_IAM]" });
  });

  it("tells where the object will be", () => {
    expect(Object.keys(outputs).sort()).toEqual(["BucketName", "UploadRoleArn", "UploadedURL"]);
    expect(outputs.UploadedURL).toBe(`https://${outputs.BucketName}.s3.ap-northeast-1.amazonaws.com/hoge`);
    const uuid = stackId.split("/")[2];
    expect(outputs.UploadRoleArn).toBe(`arn:aws:iam::111111111111:role/keylease-upload-${uuid}`);
  });

  it("runs an instance with the profile, tokens required, and nothing let in", async () => {
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

  it("lets one object be public, but no policy", async () => {
    const s3 = new S3Client(clientConfig(emulator));
    const Bucket = outputs.BucketName;
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

  it("does not let even root have the upload role", async () => {
    const sts = new STSClient(clientConfig(emulator));
    const call = sts.send(new AssumeRoleCommand({ RoleArn: outputs.UploadRoleArn, RoleSessionName: "root" }));
    expect(await refusal(call)).toMatchObject({ code: "AccessDenied", status: 403 });
  });

  it("is deleted once its bucket is empty, and not before", async () => {
    await client.send(new DeleteStackCommand({ StackName: "up" }));
    expect(await whenSettled(client, stackId)).toMatchObject({
      StackStatus: "DELETE_FAILED",
      StackStatusReason: "The following resource(s) failed to delete: [S3PrivateBucket]. ",
    });
    const failed = (await eventsOf(client, stackId)).find(({ ResourceStatus }) => ResourceStatus === "DELETE_FAILED");
    expect(failed?.ResourceStatusReason).toMatch(
      /^Resource handler returned message: "The bucket you tried to delete is not empty.* \(Service: S3, Status Code: 409, .*HandlerErrorCode: GeneralServiceException\)$/,
    );
    const s3 = new S3Client(clientConfig(emulator));
    for (const Key of ["hoge", "secret"]) await s3.send(new DeleteObjectCommand({ Bucket: outputs.BucketName, Key }));
    await client.send(new DeleteStackCommand({ StackName: "up" }));
    expect((await whenSettled(client, stackId)).StackStatus).toBe("DELETE_COMPLETE");
  });
});
