import { CloudFormationClient, DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import { DescribeKeyPairsCommand, DescribeSecurityGroupsCommand, EC2Client } from "@aws-sdk/client-ec2";
import {
  CreatePolicyCommand,
  GetInstanceProfileCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
} from "@aws-sdk/client-iam";
import {
  GetBucketAclCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { RESOURCE_TYPES } from "../../../../../src/emulator/services/cloudformation/resources/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../../support/emulator.ts";
import { policyDocument } from "../../iam/identities.ts";
import { deploy, eventsOf, whenSettled } from "../stacks.ts";

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

describe("resources as their services show them", () => {
  let emulator: Emulator;
  let client: CloudFormationClient;
  let s3: S3Client;
  let iam: IAMClient;
  let ec2: EC2Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    client = new CloudFormationClient(clientConfig(emulator));
    s3 = new S3Client(clientConfig(emulator));
    iam = new IAMClient(clientConfig(emulator));
    ec2 = new EC2Client(clientConfig(emulator));
  });
  afterAll(() => emulator.close());

  /** Makes a stack of one resource and gives what `Ref` and `Fn::GetAtt` came to. */
  async function make(type: string, Properties: object, attributes: readonly string[] = []): Promise<Made> {
    const StackName = `s${Math.random().toString(36).slice(2)}`;
    const template = {
      Resources: { R: { Type: type, Properties } },
      Outputs: Object.fromEntries([
        ["Ref", { Value: { Ref: "R" } }],
        ...attributes.map((name) => [name, { Value: { "Fn::GetAtt": ["R", name] } }]),
      ]),
    };
    const stack = await deploy(client, template, { StackName, Capabilities: ["CAPABILITY_NAMED_IAM"] });
    const failure = (await eventsOf(client, stack.StackId)).find(
      ({ ResourceStatus }) => ResourceStatus === "CREATE_FAILED",
    );
    return {
      failure: failure?.ResourceStatusReason,
      values: Object.fromEntries((stack.Outputs ?? []).map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue])),
      async remove() {
        await client.send(new DeleteStackCommand({ StackName }));
        return (await whenSettled(client, stack.StackId ?? "")).StackStatus;
      },
    };
  }

  it("AWS::S3::Bucket with its defaults", async () => {
    const { values, remove } = await make("AWS::S3::Bucket", {}, ["Arn", "DomainName", "RegionalDomainName"]);
    const Bucket = values.Ref ?? "";
    expect(Bucket).toMatch(/^s[a-z0-9]+-r-[a-z0-9]{12}$/);
    expect(values).toEqual({
      Ref: Bucket,
      Arn: `arn:aws:s3:::${Bucket}`,
      DomainName: `${Bucket}.s3.amazonaws.com`,
      RegionalDomainName: `${Bucket}.s3.ap-northeast-1.amazonaws.com`,
    });
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
    expect(await remove()).toBe("DELETE_COMPLETE");
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket })))).toMatchObject({ status: 404 });
  });

  it("AWS::S3::Bucket that is open for a public ACL", async () => {
    const { values, remove } = await make("AWS::S3::Bucket", {
      BucketName: "given-name",
      AccessControl: "PublicRead",
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerPreferred" }] },
      PublicAccessBlockConfiguration: { BlockPublicPolicy: "true", RestrictPublicBuckets: true },
    });
    expect(values.Ref).toBe("given-name");
    const Bucket = "given-name";
    const ownership = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(ownership.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: "BucketOwnerPreferred" }]);
    const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(block.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: false,
      IgnorePublicAcls: false,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    const { Grants } = await s3.send(new GetBucketAclCommand({ Bucket }));
    expect(Grants?.map(({ Permission }) => Permission)).toEqual(["FULL_CONTROL", "READ"]);
    expect(await remove()).toBe("DELETE_COMPLETE");
  });

  it("AWS::S3::Bucket with an ACL as in 2014, which today's defaults refuse", async () => {
    const { failure } = await make("AWS::S3::Bucket", { AccessControl: "PublicRead" });
    expect(failure).toMatch(
      /^Resource handler returned message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting \(Service: S3, Status Code: 400, Request ID: /,
    );
    expect((await make("AWS::S3::Bucket", { AccessControl: "Private" })).failure).toBeUndefined();
  });

  it("AWS::S3::Bucket with what the emulator's S3 has not", async () => {
    expect((await make("AWS::S3::Bucket", { WebsiteConfiguration: {} })).failure).toBe(
      "Properties validation failed for resource R with message:\n#: key [WebsiteConfiguration] is not supported by this emulator",
    );
  });

  it("AWS::S3::Bucket that is not empty keeps its stack from being deleted", async () => {
    const { values, remove } = await make("AWS::S3::Bucket", {});
    await s3.send(new PutObjectCommand({ Bucket: values.Ref, Key: "k", Body: "b" }));
    expect(await remove()).toBe("DELETE_FAILED");
  });

  it("AWS::S3::BucketPolicy", async () => {
    const bucket = (await make("AWS::S3::Bucket", { BucketName: "with-policy" })).values.Ref ?? "";
    const PolicyDocument = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Principal: "*", Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucket}/*` }],
    };
    const { values, remove } = await make("AWS::S3::BucketPolicy", { Bucket: bucket, PolicyDocument });
    expect(values.Ref).toBe(bucket);
    const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: bucket }));
    expect(JSON.parse(Policy ?? "")).toEqual(PolicyDocument);
    expect(await remove()).toBe("DELETE_COMPLETE");
    expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket: bucket })))).toMatchObject({
      code: "NoSuchBucketPolicy",
    });
  });

  it("AWS::S3::BucketPolicy that would make a bucket public", async () => {
    const bucket = (await make("AWS::S3::Bucket", { BucketName: "stays-private" })).values.Ref ?? "";
    const PolicyDocument = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${bucket}/*` }],
    };
    expect((await make("AWS::S3::BucketPolicy", { Bucket: bucket, PolicyDocument })).failure).toMatch(
      /^API: s3:PutBucketPolicy .*BlockPublicPolicy/,
    );
  });

  it("AWS::IAM::Role with everything", async () => {
    const PolicyDocument = policyDocument(ALLOW_NOTHING);
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "attached", PolicyDocument }));
    const PolicyArn = Policy?.Arn ?? "";
    const { values, remove } = await make(
      "AWS::IAM::Role",
      {
        RoleName: "complete",
        Path: "/team/",
        Description: "a role",
        MaxSessionDuration: 7200,
        AssumeRolePolicyDocument: TRUST,
        ManagedPolicyArns: [PolicyArn],
        PermissionsBoundary: PolicyArn,
        Policies: [{ PolicyName: "inline", PolicyDocument: { ...TRUST, Statement: [ALLOW_NOTHING] } }],
        Tags: [{ Key: "k", Value: "v" }],
      },
      ["Arn", "RoleId"],
    );
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "complete" }));
    expect(Role).toMatchObject({
      Arn: values.Arn,
      RoleId: values.RoleId,
      Path: "/team/",
      Description: "a role",
      MaxSessionDuration: 7200,
      PermissionsBoundary: { PermissionsBoundaryArn: PolicyArn },
      Tags: [{ Key: "k", Value: "v" }],
    });
    expect(values).toMatchObject({ Ref: "complete", Arn: "arn:aws:iam::111111111111:role/team/complete" });
    const inline = await iam.send(new GetRolePolicyCommand({ RoleName: "complete", PolicyName: "inline" }));
    expect(decodeURIComponent(inline.PolicyDocument ?? "")).toContain("s3:Nothing");
    const attached = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName: "complete" }));
    expect(attached.AttachedPolicies).toEqual([{ PolicyArn, PolicyName: "attached" }]);
    expect(await remove()).toBe("DELETE_COMPLETE");
    expect(await refusal(iam.send(new GetRoleCommand({ RoleName: "complete" })))).toMatchObject({
      code: "NoSuchEntity",
    });
  });

  it("AWS::IAM::Role whose policy IAM refuses is not left behind", async () => {
    const { failure } = await make("AWS::IAM::Role", {
      RoleName: "half",
      AssumeRolePolicyDocument: TRUST,
      Policies: [{ PolicyName: "bad", PolicyDocument: { Version: "2012-10-17", Statement: [{}] } }],
    });
    expect(failure).toMatch(/\(Service: Iam, Status Code: 400, .*HandlerErrorCode: InvalidRequest\)$/);
    expect(await refusal(iam.send(new GetRoleCommand({ RoleName: "half" })))).toMatchObject({ code: "NoSuchEntity" });
  });

  it("AWS::IAM::InstanceProfile", async () => {
    const role = (await make("AWS::IAM::Role", { AssumeRolePolicyDocument: TRUST })).values.Ref;
    const { values, remove } = await make("AWS::IAM::InstanceProfile", { Path: "/team/", Roles: [role] }, ["Arn"]);
    const InstanceProfileName = values.Ref ?? "";
    const { InstanceProfile } = await iam.send(new GetInstanceProfileCommand({ InstanceProfileName }));
    expect(InstanceProfile).toMatchObject({ Arn: values.Arn, Path: "/team/", Roles: [{ RoleName: role }] });
    expect(await remove()).toBe("DELETE_COMPLETE");
    expect((await make("AWS::IAM::InstanceProfile", { Roles: [role, role] })).failure).toBe(
      "Properties validation failed for resource R with message:\n#/Roles: expected maximum item count: 1, found: 2",
    );
  });

  it("AWS::EC2::SecurityGroup with rules for what comes in", async () => {
    const source = (await make("AWS::EC2::SecurityGroup", { GroupDescription: "source" }, ["GroupId"])).values.GroupId;
    const { values, remove } = await make(
      "AWS::EC2::SecurityGroup",
      {
        GroupDescription: "rules",
        GroupName: "given",
        SecurityGroupIngress: [
          { IpProtocol: "tcp", FromPort: "22", ToPort: 22, CidrIp: "10.0.0.0/8", Description: "ssh" },
          { IpProtocol: "tcp", FromPort: 443, ToPort: 443, CidrIpv6: "::/0" },
          { IpProtocol: "-1", SourceSecurityGroupId: source },
        ],
      },
      ["GroupId", "VpcId"],
    );
    expect(values.Ref).toBe("given");
    const { SecurityGroups } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [values.GroupId ?? ""] }));
    expect(SecurityGroups).toMatchObject([{ GroupName: "given", VpcId: values.VpcId }]);
    const rules = SecurityGroups?.[0]?.IpPermissions ?? [];
    expect(rules).toHaveLength(3);
    expect(rules).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ FromPort: 22, IpRanges: [{ CidrIp: "10.0.0.0/8", Description: "ssh" }] }),
        expect.objectContaining({ FromPort: 443, Ipv6Ranges: [{ CidrIpv6: "::/0" }] }),
        expect.objectContaining({ UserIdGroupPairs: [expect.objectContaining({ GroupId: source })] }),
      ]),
    );
    expect(await remove()).toBe("DELETE_COMPLETE");
  });

  it("AWS::EC2::KeyPair, new", async () => {
    const { values, remove } = await make("AWS::EC2::KeyPair", { KeyName: "made", KeyType: "ed25519" }, [
      "KeyPairId",
      "KeyFingerprint",
    ]);
    const { KeyPairs } = await ec2.send(new DescribeKeyPairsCommand({ KeyNames: ["made"] }));
    expect(KeyPairs).toMatchObject([
      { KeyPairId: values.KeyPairId, KeyFingerprint: values.KeyFingerprint, KeyType: "ed25519" },
    ]);
    expect(await remove()).toBe("DELETE_COMPLETE");
  });

  it("knows seven types, each with a test here or in the shipped template's", () => {
    expect([...RESOURCE_TYPES.keys()].sort()).toEqual([
      "AWS::EC2::Instance",
      "AWS::EC2::KeyPair",
      "AWS::EC2::SecurityGroup",
      "AWS::IAM::InstanceProfile",
      "AWS::IAM::Role",
      "AWS::S3::Bucket",
      "AWS::S3::BucketPolicy",
    ]);
  });
});

interface Made {
  /** Why it could not be made; absent where it was. */
  readonly failure: string | undefined;
  readonly values: Readonly<Record<string, string | undefined>>;
  /** Deletes the stack and tells what it came to. */
  remove(): Promise<string | undefined>;
}

const ALLOW_NOTHING = { Effect: "Allow", Action: "s3:Nothing", Resource: "*" };
