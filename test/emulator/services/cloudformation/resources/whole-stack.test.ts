import { CloudFormationClient, DeleteStackCommand, UpdateStackCommand } from "@aws-sdk/client-cloudformation";
import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetGroupCommand, IAMClient } from "@aws-sdk/client-iam";
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { RESOURCE_TYPES } from "../../../../../src/emulator/services/cloudformation/resources/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../../support/emulator.ts";
import { deploy, eventsOf, isOwnType, lines, whenSettled } from "../stacks.ts";

const TEMPLATE = `
Parameters:
  Action: { Type: String, Default: s3:PutObject }
  Image:
    Type: AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>
    Default: /aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64
Resources:
  Bucket:
    Type: AWS::S3::Bucket
    Properties:
      LifecycleConfiguration:
        Rules: [{ Status: Enabled, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }]
  BucketPolicy:
    Type: AWS::S3::BucketPolicy
    Properties:
      Bucket: !Ref Bucket
      PolicyDocument:
        Version: 2012-10-17
        Statement: { Effect: Allow, Principal: { AWS: !GetAtt Uploader.Arn }, Action: s3:GetObject, Resource: !Sub "\${Bucket.Arn}/*" }
  Group: { Type: AWS::IAM::Group }
  Uploader: { Type: AWS::IAM::User }
  Addition: { Type: AWS::IAM::UserToGroupAddition, Properties: { GroupName: !Ref Group, Users: [!Ref Uploader] } }
  Key: { Type: AWS::IAM::AccessKey, Properties: { UserName: !Ref Uploader } }
  GroupPolicy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: upload
      Groups: [!Ref Group]
      PolicyDocument:
        Version: 2012-10-17
        Statement: { Effect: Allow, Action: !Ref Action, Resource: !Sub "arn:aws:s3:::\${Bucket}/*" }
  Shared:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Version: 2012-10-17
        Statement: { Effect: Allow, Action: ssm:GetParameter, Resource: !Sub "arn:aws:ssm:*:*:parameter/\${Setting}" }
  Issuer: { Type: AWS::IAM::OIDCProvider, Properties: { Url: https://issuer.example.com, ClientIdList: [keylease] } }
  Role:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns: [!Ref Shared]
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - { Effect: Allow, Principal: { Service: ec2.amazonaws.com }, Action: sts:AssumeRole }
          - { Effect: Allow, Principal: { Federated: !Ref Issuer }, Action: sts:AssumeRoleWithWebIdentity }
  Profile: { Type: AWS::IAM::InstanceProfile, Properties: { Roles: [!Ref Role] } }
  Pair: { Type: AWS::EC2::KeyPair, Properties: { KeyName: !Sub "\${AWS::StackName}-pair" } }
  Web: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: web } }
  WebIn:
    Type: AWS::EC2::SecurityGroupIngress
    Properties: { GroupId: !GetAtt Web.GroupId, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }
  WebOut:
    Type: AWS::EC2::SecurityGroupEgress
    Properties: { GroupId: !GetAtt Web.GroupId, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 10.0.0.0/8 }
  Instance:
    Type: AWS::EC2::Instance
    Properties:
      ImageId: !Ref Image
      InstanceType: t3.micro
      IamInstanceProfile: !Ref Profile
      KeyName: !Ref Pair
      SecurityGroupIds: [!GetAtt Web.GroupId]
      Tags: [{ Key: bucket, Value: !Ref Bucket }]
  Setting: { Type: AWS::SSM::Parameter, Properties: { Type: String, Value: !Ref Bucket } }
Outputs:
  Bucket: { Value: !Ref Bucket }
  KeyId: { Value: !Ref Key }
  Secret: { Value: !GetAtt Key.SecretAccessKey }
  Setting: { Value: !Ref Setting }
  Instance: { Value: !Ref Instance }
`;

describe("a stack of every type of other services", () => {
  let emulator: Emulator;
  let client: CloudFormationClient;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    client = new CloudFormationClient(clientConfig(emulator));
  });
  afterAll(() => emulator.close());

  it("has every type", () => {
    const types = [...TEMPLATE.matchAll(/Type: (AWS::[A-Za-z0-9]+::[A-Za-z0-9]+)(?=[\s,}])/g)].map(([, type]) => type);
    expect(new Set(types)).toEqual(new Set([...RESOURCE_TYPES.keys()].filter((type) => !isOwnType(type))));
  });

  it("gives rights that hold, changes them, and leaves nothing behind", async () => {
    const Capabilities = ["CAPABILITY_NAMED_IAM" as const];
    const stack = await deploy(client, TEMPLATE, { StackName: "whole", Capabilities });
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
    const outputs = Object.fromEntries(
      stack.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? [],
    );
    const Bucket = outputs.Bucket ?? "";
    const credentials = { accessKeyId: outputs.KeyId ?? "", secretAccessKey: outputs.Secret ?? "" };
    const uploader = new S3Client(clientConfig(emulator, credentials));
    await uploader.send(new PutObjectCommand({ Bucket, Key: "k", Body: "b" }));
    const { Body } = await uploader.send(new GetObjectCommand({ Bucket, Key: "k" }));
    expect(await Body?.transformToString()).toBe("b");
    const parameter = new GetParameterCommand({ Name: outputs.Setting });
    expect((await new SSMClient(clientConfig(emulator)).send(parameter)).Parameter?.Value).toBe(Bucket);
    const described = new DescribeInstancesCommand({ InstanceIds: [outputs.Instance ?? ""] });
    const { Reservations } = await new EC2Client(clientConfig(emulator)).send(described);
    expect(Reservations?.[0]?.Instances?.[0]?.Tags).toContainEqual({ Key: "bucket", Value: Bucket });

    const Parameters = [
      { ParameterKey: "Action", ParameterValue: "s3:DeleteObject" },
      { ParameterKey: "Image", UsePreviousValue: true },
    ];
    await client.send(
      new UpdateStackCommand({ StackName: "whole", UsePreviousTemplate: true, Parameters, Capabilities }),
    );
    expect((await whenSettled(client, stack.StackId ?? "")).StackStatus).toBe("UPDATE_COMPLETE");
    expect(lines(await eventsOf(client, stack.StackId)).filter((line) => line.endsWith("UPDATE_COMPLETE"))).toEqual([
      "GroupPolicy UPDATE_COMPLETE",
      "whole UPDATE_COMPLETE",
    ]);
    const refused = uploader.send(new PutObjectCommand({ Bucket, Key: "l", Body: "b" }));
    expect(await refusal(refused)).toMatchObject({ code: "AccessDenied" });
    await uploader.send(new DeleteObjectCommand({ Bucket, Key: "k" }));

    await client.send(new DeleteStackCommand({ StackName: "whole" }));
    expect((await whenSettled(client, stack.StackId ?? "")).StackStatus).toBe("DELETE_COMPLETE");
    const left = await uploader.send(new DeleteObjectCommand({ Bucket, Key: "k" })).catch((error: Error) => error.name);
    expect(left).toBe("InvalidAccessKeyId");
  });

  it("follows where what it refers to is replaced, and takes the old away", async () => {
    const document = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "s3:GetObject", Resource: "*" } };
    const trust = {
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
    };
    const ref = (name: string): object => ({ Ref: name });
    const template = (suffix: string): string =>
      JSON.stringify({
        Resources: {
          Group: { Type: "AWS::IAM::Group", Properties: { GroupName: `group-${suffix}` } },
          User: {
            Type: "AWS::IAM::User",
            Properties: { UserName: `user-${suffix}`, ManagedPolicyArns: [ref("Shared")] },
          },
          Member: {
            Type: "AWS::IAM::UserToGroupAddition",
            Properties: { GroupName: ref("Group"), Users: [ref("User")] },
          },
          Key: { Type: "AWS::IAM::AccessKey", Properties: { UserName: ref("User") } },
          Inline: {
            Type: "AWS::IAM::Policy",
            Properties: { PolicyName: "p", PolicyDocument: document, Users: [ref("User")], Roles: [ref("Role")] },
          },
          Shared: { Type: "AWS::IAM::ManagedPolicy", Properties: { Description: suffix, PolicyDocument: document } },
          Role: {
            Type: "AWS::IAM::Role",
            Properties: {
              RoleName: `role-${suffix}`,
              AssumeRolePolicyDocument: trust,
              ManagedPolicyArns: [ref("Shared")],
            },
          },
          Profile: { Type: "AWS::IAM::InstanceProfile", Properties: { Roles: [ref("Role")] } },
          Web: { Type: "AWS::EC2::SecurityGroup", Properties: { GroupDescription: suffix } },
          WebIn: {
            Type: "AWS::EC2::SecurityGroupIngress",
            Properties: { GroupId: { "Fn::GetAtt": "Web.GroupId" }, IpProtocol: "-1", CidrIp: "10.0.0.0/8" },
          },
        },
        Outputs: { Profile: { Value: ref("Profile") } },
      });
    const Capabilities = ["CAPABILITY_NAMED_IAM" as const];
    const stack = await deploy(client, template("a"), { StackName: "moving", Capabilities });
    expect(stack.StackStatus).toBe("CREATE_COMPLETE");
    await client.send(new UpdateStackCommand({ StackName: "moving", TemplateBody: template("b"), Capabilities }));
    const updated = await whenSettled(client, stack.StackId ?? "");
    expect(updated.StackStatus).toBe("UPDATE_COMPLETE");
    // The profile is still the one that it was.
    expect(updated.Outputs).toEqual(stack.Outputs);
    const told = lines(await eventsOf(client, stack.StackId));
    expect(told.filter((line) => line.includes("FAILED"))).toEqual([]);
    const removed = told.filter((line) => line.endsWith("DELETE_COMPLETE")).map((line) => line.split(" ")[0]);
    expect(removed.sort()).toEqual(["Group", "Key", "Role", "Shared", "User", "Web", "WebIn"]);
    const { Users = [] } = await new IAMClient(clientConfig(emulator)).send(
      new GetGroupCommand({ GroupName: "group-b" }),
    );
    expect(Users.map(({ UserName }) => UserName)).toEqual(["user-b"]);
    await client.send(new DeleteStackCommand({ StackName: "moving" }));
    expect((await whenSettled(client, stack.StackId ?? "")).StackStatus).toBe("DELETE_COMPLETE");
  });
});
