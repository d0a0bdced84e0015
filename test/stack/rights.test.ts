import * as ec2 from "@aws-sdk/client-ec2";
import * as iam from "@aws-sdk/client-iam";
import * as s3 from "@aws-sdk/client-s3";
import * as sts from "@aws-sdk/client-sts";
import { describe, expect, it } from "vitest";
import { evaluate, type NamedPolicy, type Principal, parsePolicy } from "../../src/policy/index.ts";
import {
  ACCOUNT_ID,
  BUCKET,
  EC2_ROLE_ARN,
  propertiesOf,
  type RoleProperties,
  UPLOAD_ROLE_ARN,
  UPLOAD_ROLE_NAME,
} from "./shipped-template.ts";

/** Every operation of the four services that AWS's SDK knows, as an action. */
const operations = Object.entries({ ec2, iam, s3, sts }).flatMap(([service, client]) =>
  Object.keys(client)
    .filter((name) => name.endsWith("Command"))
    .map((name) => `${service}:${name.replace(/Command$/, "")}`),
);

/** Actions that are called differently from the operations that need them. */
const ACTIONS = [
  ...operations,
  "iam:PassRole",
  "s3:AbortMultipartUpload",
  "s3:BypassGovernanceRetention",
  "s3:DeleteObjectTagging",
  "s3:DeleteObjectVersion",
  "s3:GetObjectVersion",
  "s3:ListAllMyBuckets",
  "s3:ListBucket",
  "s3:ListBucketMultipartUploads",
  "s3:ListMultipartUploadParts",
  "s3:ObjectOwnerOverrideToBucketOwner",
  "s3:PutBucketPublicAccessBlock",
  "s3:PutObjectLegalHold",
  "s3:PutObjectRetention",
  "s3:PutObjectTagging",
  "s3:PutObjectVersionAcl",
  "s3:ReplicateObject",
  "sts:SetSourceIdentity",
  "sts:TagSession",
];

const RESOURCES = [
  "*",
  `arn:aws:s3:::${BUCKET}`,
  `arn:aws:s3:::${BUCKET}/hoge`,
  `arn:aws:s3:::${BUCKET}/deep/er`,
  `arn:aws:s3:::${BUCKET}2/hoge`,
  "arn:aws:s3:::another/hoge",
  UPLOAD_ROLE_ARN,
  `${UPLOAD_ROLE_ARN}2`,
  EC2_ROLE_ARN,
  `arn:aws:iam::${ACCOUNT_ID}:role/another`,
  `arn:aws:iam::222222222222:role/${UPLOAD_ROLE_NAME}`,
  `arn:aws:iam::${ACCOUNT_ID}:user/somebody`,
  `arn:aws:ec2:ap-northeast-1:${ACCOUNT_ID}:instance/i-1`,
];

const roleSession = (roleArn: string): Principal => ({
  type: "role-session",
  accountId: ACCOUNT_ID,
  arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${roleArn.split("/")[1]}/session`,
  roleArn,
  uniqueId: "AROAEXAMPLE",
});

function policiesOf(logicalId: string): readonly NamedPolicy[] {
  const { Policies } = propertiesOf(logicalId) as RoleProperties;
  return Policies.map(({ PolicyName, PolicyDocument }) => ({
    name: PolicyName,
    policy: parsePolicy(JSON.stringify(PolicyDocument), "identity"),
  }));
}

/** Everything that a role's own policies allow, of every action on every resource. */
function allowed(logicalId: string, roleArn: string): string[] {
  const identity = policiesOf(logicalId);
  return ACTIONS.flatMap((action) =>
    RESOURCES.filter((resource) => {
      const request = {
        principal: roleSession(roleArn),
        action,
        resource,
        resourceAccountId: ACCOUNT_ID,
        context: new Map<string, string>(),
      };
      return evaluate(request, { identity, resource: [] }).effect === "Allow";
    }).map((resource) => `${action} ${resource}`),
  ).sort();
}

/** Whether a role's trust policy lets somebody in who may assume anything as far as it depends on them. */
function trusts(logicalId: string, roleArn: string, principal: Principal): boolean {
  const { AssumeRolePolicyDocument } = propertiesOf(logicalId) as RoleProperties;
  const trust = { name: "trust policy", policy: parsePolicy(JSON.stringify(AssumeRolePolicyDocument), "trust") };
  const everything = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';
  const decision = evaluate(
    {
      principal,
      action: "sts:AssumeRole",
      resource: roleArn,
      resourceAccountId: ACCOUNT_ID,
      context: new Map<string, string>(),
    },
    {
      identity: [{ name: "everything", policy: parsePolicy(everything, "identity") }],
      resource: [trust],
      resourcePolicyRequired: true,
    },
  );
  return decision.effect === "Allow";
}

describe("what the shipped stack's roles may do", () => {
  it("is looked at over more than a thousand actions", () => {
    expect(ACTIONS.length).toBeGreaterThan(1000);
    expect(ACTIONS).toEqual(expect.arrayContaining(["s3:PutObject", "s3:PutObjectAcl", "sts:AssumeRole"]));
  });

  it("is for RoleForAssume: to put objects and their ACLs into the bucket, and nothing else", () => {
    expect(allowed("RoleForAssume", UPLOAD_ROLE_ARN)).toEqual([
      `s3:PutObject arn:aws:s3:::${BUCKET}/deep/er`,
      `s3:PutObject arn:aws:s3:::${BUCKET}/hoge`,
      `s3:PutObjectAcl arn:aws:s3:::${BUCKET}/deep/er`,
      `s3:PutObjectAcl arn:aws:s3:::${BUCKET}/hoge`,
    ]);
  });

  it("is for EC2Role: to assume RoleForAssume, and nothing else", () => {
    expect(allowed("EC2Role", EC2_ROLE_ARN)).toEqual([`sts:AssumeRole ${UPLOAD_ROLE_ARN}`]);
  });
});

describe("who may have the shipped stack's roles", () => {
  const root: Principal = { type: "root", accountId: ACCOUNT_ID, arn: `arn:aws:iam::${ACCOUNT_ID}:root` };
  const user: Principal = {
    type: "user",
    accountId: ACCOUNT_ID,
    arn: `arn:aws:iam::${ACCOUNT_ID}:user/somebody`,
    uniqueId: "AIDAEXAMPLE",
  };
  const other = roleSession(`arn:aws:iam::${ACCOUNT_ID}:role/another`);
  const ec2Service: Principal = { type: "service", service: "ec2.amazonaws.com" };
  const lambda: Principal = { type: "service", service: "lambda.amazonaws.com" };

  it.each<[string, Principal, { upload: boolean; instance: boolean }]>([
    ["the instance's role", roleSession(EC2_ROLE_ARN), { upload: true, instance: false }],
    ["another role", other, { upload: false, instance: false }],
    ["a user", user, { upload: false, instance: false }],
    ["root", root, { upload: false, instance: false }],
    ["EC2", ec2Service, { upload: false, instance: true }],
    ["another service", lambda, { upload: false, instance: false }],
  ])("%s", (_who, principal, expected) => {
    expect({
      upload: trusts("RoleForAssume", UPLOAD_ROLE_ARN, principal),
      instance: trusts("EC2Role", EC2_ROLE_ARN, principal),
    }).toEqual(expected);
  });
});
