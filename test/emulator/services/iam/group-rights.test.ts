import {
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  DeletePolicyCommand,
  DetachGroupPolicyCommand,
  GetPolicyCommand,
  type IAMClient,
  ListPoliciesCommand,
  ListUsersCommand,
  PutGroupPolicyCommand,
  PutUserPermissionsBoundaryCommand,
  RemoveUserFromGroupCommand,
} from "@aws-sdk/client-iam";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetFederationTokenCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser, policyDocument, type Statement, sdkCredentials, stsOf } from "./identities.ts";

const GroupName = "readers";
const UserName = "ada";

describe("the policies of a group", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  let ada: SdkCredentials;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
    ada = await makeUser(iam, UserName);
    await iam.send(new CreateGroupCommand({ GroupName }));
  });
  afterEach(() => emulator.close());

  const join = () => iam.send(new AddUserToGroupCommand({ UserName, GroupName }));
  const putInline = (...statements: Statement[]) =>
    iam.send(
      new PutGroupPolicyCommand({ GroupName, PolicyName: "list", PolicyDocument: policyDocument(...statements) }),
    );
  const createPolicy = async (PolicyName: string, action: string) => {
    const PolicyDocument = policyDocument(allow(action));
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName, PolicyDocument }));
    return Policy?.Arn ?? "";
  };
  const listUsers = (credentials = ada) => iamOf(emulator, credentials).send(new ListUsersCommand());
  const denied = (credentials = ada) =>
    refusal(listUsers(credentials)).then(({ code, message }) => `${code}: ${message}`);

  it("are its users' own at once, for as long as they are in it", async () => {
    await putInline(allow("iam:ListUsers"));
    expect(await denied()).toContain("AccessDenied");
    await join();
    await listUsers();
    await iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName }));
    expect(await denied()).toContain("because no identity-based policy allows the iam:ListUsers action");
  });

  it("count where they are managed too, and while they are attached", async () => {
    await join();
    const PolicyArn = await createPolicy("list", "iam:ListUsers");
    await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
    await listUsers();
    await iam.send(new DetachGroupPolicyCommand({ GroupName, PolicyArn }));
    expect(await denied()).toContain("AccessDenied");
  });

  it("deny what the user's own policies allow, and are named in the explanation", async () => {
    const eve = await makeUser(iam, "eve", [allow("*")]);
    await iam.send(new AddUserToGroupCommand({ UserName: "eve", GroupName }));
    await listUsers(eve);
    await putInline({ Effect: "Deny", Action: "iam:ListUsers", Resource: "*" });
    try {
      await listUsers(eve);
      throw new Error("was allowed");
    } catch (error) {
      const { $metadata, message } = error as { $metadata: { requestId: string }; message: string };
      expect(message).toContain("with an explicit deny in an identity-based policy");
      const explained = emulator.explain($metadata.requestId);
      expect(JSON.stringify(explained)).toContain("inline policy list of group readers");
    }
  });

  it("are limited by the user's boundary", async () => {
    await join();
    await putInline(allow("iam:*"));
    const PermissionsBoundary = await createPolicy("limit", "s3:*");
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName, PermissionsBoundary }));
    expect(await denied()).toContain("because no permissions boundary allows the iam:ListUsers action");
  });

  it("count in the user's sessions and for the federated users that it makes", async () => {
    await putInline(allow(["sts:GetFederationToken", "s3:ListAllMyBuckets"]));
    await join();
    const sts = stsOf(emulator, ada);
    const Policy = policyDocument(allow("s3:ListAllMyBuckets"));
    const answers = [
      await sts.send(new GetSessionTokenCommand()),
      await sts.send(new GetFederationTokenCommand({ Name: "guest", Policy })),
    ];
    const clients = answers.map(({ Credentials }) => new S3Client(clientConfig(emulator, sdkCredentials(Credentials))));
    for (const s3 of clients) await s3.send(new ListBucketsCommand());
    await iam.send(new RemoveUserFromGroupCommand({ UserName, GroupName }));
    for (const s3 of clients) {
      expect(await refusal(s3.send(new ListBucketsCommand()))).toMatchObject({ code: "AccessDenied" });
    }
  });

  it("hold at most 5,120 characters inline, and ten managed ones", async () => {
    const resources = (count: number) => Array.from({ length: count }, (_, i) => `arn:aws:s3:::${"b".repeat(60)}${i}`);
    await putInline(allow("s3:GetObject", resources(60)));
    expect(await refusal(putInline(allow("s3:GetObject", resources(80))))).toEqual({
      code: "LimitExceeded",
      status: 409,
      message: "Maximum policy size of 5120 bytes exceeded for group readers",
    });
    for (let i = 0; i < 10; i++) {
      const PolicyArn = await createPolicy(`p${i}`, "s3:GetObject");
      await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
    }
    const PolicyArn = await createPolicy("p10", "s3:GetObject");
    expect(await refusal(iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn })))).toEqual({
      code: "LimitExceeded",
      status: 409,
      message: "Cannot exceed quota for PoliciesPerGroup: 10",
    });
  });

  it("count as attachments, and keep a managed policy from being deleted", async () => {
    const PolicyArn = await createPolicy("list", "iam:ListUsers");
    await iam.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn }));
    expect([Policy?.AttachmentCount, Policy?.PermissionsBoundaryUsageCount]).toEqual([1, 0]);
    const { Policies } = await iam.send(new ListPoliciesCommand({ OnlyAttached: true }));
    expect(Policies?.map((policy) => policy.Arn)).toEqual([PolicyArn]);
    expect(await refusal(iam.send(new DeletePolicyCommand({ PolicyArn })))).toMatchObject({
      code: "DeleteConflict",
      message: "Cannot delete a policy attached to entities.",
    });
  });

  it("are attached by those alone who may attach that policy", async () => {
    const PolicyArn = await createPolicy("list", "iam:ListUsers");
    const other = await createPolicy("other", "iam:*");
    const condition = { ArnEquals: { "iam:PolicyARN": PolicyArn } };
    const admin = await makeUser(iam, "admin", [{ ...allow("iam:AttachGroupPolicy"), Condition: condition }]);
    const own = iamOf(emulator, admin);
    await own.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn }));
    expect(await refusal(own.send(new AttachGroupPolicyCommand({ GroupName, PolicyArn: other })))).toMatchObject({
      code: "AccessDenied",
    });
  });
});
