import { DescribeKeyPairsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { GetGroupCommand, type IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { RESOURCE_TYPES } from "../../../../../src/emulator/services/cloudformation/resources/index.ts";
import { clientConfig, type SdkCredentials, startTestEmulator } from "../../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../../iam/identities.ts";
import { isOwnType } from "../stacks.ts";
import { makeOne } from "./one-resource.ts";

const DOCUMENT = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "s3:Nothing", Resource: "*" }] };
const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" }],
};
const USER = "User: arn:aws:iam::111111111111:user/nobody is not authorized to perform:";
const notAllowed = (action: string, resource: string): string =>
  `API: ${action} ${USER} ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
const notAllowedByEc2 = (action: string): RegExp =>
  new RegExp(`^API: ${action} You are not authorized to perform this operation\\.`);
/** IAM tells some resources by their kind and name, others by their ARN. */
const iam = (action: string, resource: string): string =>
  notAllowed(`iam:${action}`, resource.includes("/") ? `arn:aws:iam::111111111111:${resource}` : resource);

/** Properties of each type, and how its creation is refused where only stacks are allowed. */
const DENIALS: readonly (readonly [string, object, string | RegExp])[] = [
  ["AWS::S3::Bucket", { BucketName: "wanted" }, notAllowed("s3:CreateBucket", '"arn:aws:s3:::wanted"')],
  [
    "AWS::S3::BucketPolicy",
    { Bucket: "wanted", PolicyDocument: DOCUMENT },
    /^(API: s3:PutBucketPolicy |Resource handler returned message: "The specified bucket does not exist )/,
  ],
  ["AWS::IAM::Role", { RoleName: "r", AssumeRolePolicyDocument: TRUST }, iam("CreateRole", "role/r")],
  ["AWS::IAM::Policy", { PolicyName: "p", PolicyDocument: DOCUMENT, Users: ["u"] }, iam("PutUserPolicy", "user u")],
  ["AWS::IAM::ManagedPolicy", { ManagedPolicyName: "p", PolicyDocument: DOCUMENT }, iam("CreatePolicy", "policy p")],
  ["AWS::IAM::User", { UserName: "u" }, iam("CreateUser", "user/u")],
  ["AWS::IAM::Group", { GroupName: "g" }, iam("CreateGroup", "group/g")],
  ["AWS::IAM::UserToGroupAddition", { GroupName: "g", Users: ["u"] }, iam("AddUserToGroup", "group g")],
  ["AWS::IAM::AccessKey", { UserName: "u" }, iam("CreateAccessKey", "user u")],
  [
    "AWS::IAM::InstanceProfile",
    { InstanceProfileName: "p", Roles: ["r"] },
    iam("CreateInstanceProfile", "instance-profile/p"),
  ],
  [
    "AWS::IAM::OIDCProvider",
    { Url: "https://i.example" },
    iam("CreateOpenIDConnectProvider", "oidc-provider/i.example"),
  ],
  ["AWS::EC2::SecurityGroup", { GroupDescription: "d" }, notAllowedByEc2("ec2:CreateSecurityGroup")],
  [
    "AWS::EC2::SecurityGroupIngress",
    { GroupName: "default", IpProtocol: "-1", CidrIp: "10.0.0.0/8" },
    notAllowedByEc2("ec2:AuthorizeSecurityGroupIngress"),
  ],
  [
    "AWS::EC2::SecurityGroupEgress",
    { GroupId: "sg-00000000000000000", IpProtocol: "-1", CidrIp: "10.0.0.0/8" },
    notAllowedByEc2("ec2:AuthorizeSecurityGroupEgress"),
  ],
  ["AWS::EC2::KeyPair", { KeyName: "k" }, notAllowedByEc2("ec2:CreateKeyPair")],
  [
    "AWS::EC2::Instance",
    { ImageId: "ami-00000000000000000" },
    /^(API: ec2:RunInstances |Resource handler returned message: "The image id )/,
  ],
  [
    "AWS::SSM::Parameter",
    { Name: "n", Type: "String", Value: "v" },
    notAllowed("ssm:PutParameter", "arn:aws:ssm:ap-northeast-1:111111111111:parameter/n"),
  ],
];

describe("who may make stacks and nothing else", () => {
  let emulator: Emulator;
  let root: IAMClient;
  let credentials: SdkCredentials;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    root = iamOf(emulator);
    credentials = await makeUser(root, "nobody", [allow("cloudformation:*")]);
  });
  afterAll(() => emulator.close());

  it.each(DENIALS)("is refused %s", async (type, properties, reason) => {
    const { failure, status } = await makeOne(emulator, type, properties, { credentials });
    // Nothing was made, so there is nothing to take away that it may not take away either.
    expect(status).toBe("ROLLBACK_COMPLETE");
    if (typeof reason === "string") expect(failure).toBe(reason);
    else expect(failure).toMatch(reason);
  });

  it("is refused every type of other services", () => {
    const others = [...RESOURCE_TYPES.keys()].filter((type) => !isOwnType(type));
    expect(DENIALS.map(([type]) => type).sort()).toEqual(others.sort());
  });

  it("is refused a key pair whose private key it may not keep, and the pair is gone", async () => {
    const keyless = await makeUser(root, "keyless", [allow(["cloudformation:*", "ec2:*"])]);
    const made = await makeOne(emulator, "AWS::EC2::KeyPair", { KeyName: "lost" }, { credentials: keyless });
    expect(made.failure).toMatch(/^API: ssm:PutParameter User: .*user\/keyless is not authorized/);
    expect(made.status).toBe("ROLLBACK_COMPLETE");
    const { KeyPairs } = await new EC2Client(clientConfig(emulator)).send(new DescribeKeyPairsCommand({}));
    expect(KeyPairs).toEqual([]);
  });

  it("is refused an update, and nothing is changed by it", async () => {
    const writer = await makeUser(root, "writer", [
      allow("cloudformation:*"),
      allow(["iam:CreateGroup", "iam:DeleteGroup", "iam:PutGroupPolicy"]),
    ]);
    const made = await makeOne(emulator, "AWS::IAM::Group", { GroupName: "mine" }, { credentials: writer });
    expect(made.failure).toBeUndefined();
    const moved = await made.update({ GroupName: "mine", Path: "/elsewhere/" });
    expect(moved.failure).toBe(
      "API: iam:UpdateGroup User: arn:aws:iam::111111111111:user/writer is not authorized to perform: iam:UpdateGroup on resource: group mine because no identity-based policy allows the iam:UpdateGroup action",
    );
    expect((await root.send(new GetGroupCommand({ GroupName: "mine" }))).Group?.Path).toBe("/");
  });
});
