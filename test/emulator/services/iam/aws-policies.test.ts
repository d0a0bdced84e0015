import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeletePolicyCommand,
  DeletePolicyVersionCommand,
  DetachUserPolicyCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetUserCommand,
  type IAMClient,
  ListAttachedUserPoliciesCommand,
  ListPoliciesCommand,
  ListPolicyVersionsCommand,
  ListUsersCommand,
  type Policy,
  PutRolePermissionsBoundaryCommand,
  PutUserPermissionsBoundaryCommand,
  SetDefaultPolicyVersionCommand,
  TagPolicyCommand,
  UntagPolicyCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, assume, iamOf, makeRole, makeUser, policyDocument, rootOf, stsOf, trust } from "./identities.ts";

const READ_IAM = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
const ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess";

describe("managed policies of AWS", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
    iam = iamOf(emulator);
  });
  afterEach(() => emulator.close());

  it("are described with AWS's id, dates and version", async () => {
    expect((await iam.send(new GetPolicyCommand({ PolicyArn: READ_IAM }))).Policy).toEqual({
      PolicyName: "IAMReadOnlyAccess",
      PolicyId: "ANPAJKSO7NDY4T57MWDSQ",
      Arn: READ_IAM,
      Path: "/",
      DefaultVersionId: "v4",
      AttachmentCount: 0,
      PermissionsBoundaryUsageCount: 0,
      IsAttachable: true,
      CreateDate: new Date("2015-02-06T18:40:39Z"),
      UpdateDate: new Date("2018-01-25T19:11:27Z"),
      Tags: [],
    });
  });

  it("show the document of their version", async () => {
    const { PolicyVersion } = await iam.send(
      new GetPolicyVersionCommand({ PolicyArn: ADMINISTRATOR, VersionId: "v1" }),
    );
    expect({ ...PolicyVersion, Document: JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? "")) }).toEqual({
      Document: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] },
      VersionId: "v1",
      IsDefaultVersion: true,
      CreateDate: new Date("2015-02-06T18:39:46Z"),
    });
    const { Versions } = await iam.send(new ListPolicyVersionsCommand({ PolicyArn: READ_IAM }));
    expect(Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion])).toEqual([["v4", true]]);
  });

  it("grant what they say to users who have them, until they are taken away", async () => {
    const ada = iamOf(emulator, await makeUser(iam, "ada"));
    expect(await refusal(ada.send(new ListUsersCommand()))).toMatchObject({ code: "AccessDenied" });
    await iam.send(new AttachUserPolicyCommand({ UserName: "ada", PolicyArn: READ_IAM }));
    await ada.send(new ListUsersCommand());
    expect(await refusal(ada.send(new CreateUserCommand({ UserName: "eve" })))).toMatchObject({ code: "AccessDenied" });
    expect((await ada.send(new ListAttachedUserPoliciesCommand({ UserName: "ada" }))).AttachedPolicies).toEqual([
      { PolicyName: "IAMReadOnlyAccess", PolicyArn: READ_IAM },
    ]);
    await iam.send(new DetachUserPolicyCommand({ UserName: "ada", PolicyArn: READ_IAM }));
    expect(await refusal(ada.send(new ListUsersCommand()))).toMatchObject({ code: "AccessDenied" });
  });

  it("limit as boundaries", async () => {
    const ada = iamOf(emulator, await makeUser(iam, "ada", [allow("iam:*")]));
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "ada", PermissionsBoundary: READ_IAM }));
    await ada.send(new ListUsersCommand());
    expect((await refusal(ada.send(new CreateUserCommand({ UserName: "eve" })))).message).toMatch(
      /because no permissions boundary allows the iam:CreateUser action$/,
    );
    await iam.send(new CreateUserCommand({ UserName: "bob", PermissionsBoundary: READ_IAM }));
    const { User } = await iam.send(new GetUserCommand({ UserName: "bob" }));
    expect(User?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(READ_IAM);
  });

  it("limit as session policies", async () => {
    const role = await makeRole(iam, { name: "worker", trustPolicy: trust({ AWS: "111111111111" }) });
    await iam.send(new AttachRolePolicyCommand({ RoleName: "worker", PolicyArn: ADMINISTRATOR }));
    const ada = stsOf(emulator, await makeUser(iam, "ada", [allow("sts:AssumeRole")]));
    const session = iamOf(emulator, await assume(ada, role.arn, { PolicyArns: [{ arn: READ_IAM }] }));
    await session.send(new ListUsersCommand());
    expect((await refusal(session.send(new CreateUserCommand({ UserName: "eve" })))).message).toMatch(
      /because no session policy allows the iam:CreateUser action$/,
    );
  });

  it("are found by their path as well", async () => {
    const PolicyArn = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess";
    await makeUser(iam, "ada");
    await iam.send(new AttachUserPolicyCommand({ UserName: "ada", PolicyArn }));
    expect((await iam.send(new GetPolicyCommand({ PolicyArn }))).Policy?.Path).toBe("/job-function/");
    const missing = "arn:aws:iam::aws:policy/ViewOnlyAccess";
    expect(await refusal(iam.send(new AttachUserPolicyCommand({ UserName: "ada", PolicyArn: missing })))).toEqual({
      code: "NoSuchEntity",
      status: 404,
      message: `Policy ${missing} does not exist or is not attachable.`,
    });
    expect(await refusal(iam.send(new GetPolicyCommand({ PolicyArn: missing })))).toMatchObject({
      code: "NoSuchEntity",
      message: `Policy ${missing} was not found.`,
    });
  });

  it("of service-linked roles are attached to nobody", async () => {
    await iam.send(new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument: trust("*") }));
    const PolicyArn = "arn:aws:iam::aws:policy/aws-service-role/AmazonECSServiceRolePolicy";
    expect(await refusal(iam.send(new AttachRolePolicyCommand({ RoleName: "worker", PolicyArn })))).toEqual({
      code: "PolicyNotAttachable",
      status: 400,
      message: "Cannot attach a Service Role Policy to a Customer Role.",
    });
    const boundary = new PutRolePermissionsBoundaryCommand({ RoleName: "worker", PermissionsBoundary: PolicyArn });
    expect(await refusal(iam.send(boundary))).toMatchObject({ code: "PolicyNotAttachable", status: 400 });
  });

  it("are counted in every account for itself", async () => {
    const other = iamOf(emulator, rootOf(emulator, 1));
    for (const UserName of ["ada", "bob"]) {
      await makeUser(iam, UserName);
      await iam.send(new AttachUserPolicyCommand({ UserName, PolicyArn: READ_IAM }));
    }
    await makeUser(other, "eve");
    await other.send(new AttachUserPolicyCommand({ UserName: "eve", PolicyArn: READ_IAM }));
    const counted = async (client: IAMClient) =>
      (await client.send(new GetPolicyCommand({ PolicyArn: READ_IAM }))).Policy?.AttachmentCount;
    expect([await counted(iam), await counted(other)]).toEqual([2, 1]);
  });

  it("are listed by scope, page by page, and by use", async () => {
    const PolicyDocument = policyDocument(allow("s3:GetObject"));
    await iam.send(new CreatePolicyCommand({ PolicyName: "AdministratorAccess", PolicyDocument }));
    await makeUser(iam, "ada");
    await iam.send(new AttachUserPolicyCommand({ UserName: "ada", PolicyArn: READ_IAM }));
    const all: Policy[] = [];
    for (let Marker: string | undefined, first = true; first || Marker !== undefined; first = false) {
      const page = await iam.send(new ListPoliciesCommand({ MaxItems: 700, ...(Marker && { Marker }) }));
      all.push(...(page.Policies ?? []));
      Marker = page.Marker;
    }
    const arns = all.map((policy) => policy.Arn);
    expect(new Set(arns).size).toBe(arns.length);
    expect(arns).toEqual(
      expect.arrayContaining([ADMINISTRATOR, "arn:aws:iam::111111111111:policy/AdministratorAccess"]),
    );
    const { Policies: ofAws = [], IsTruncated } = await iam.send(
      new ListPoliciesCommand({ Scope: "AWS", PathPrefix: "/job-function/", MaxItems: 1000 }),
    );
    expect([IsTruncated, ofAws.map(({ PolicyName }) => PolicyName)]).toEqual([
      false,
      expect.arrayContaining(["Billing", "ViewOnlyAccess"]),
    ]);
    const attached = await iam.send(new ListPoliciesCommand({ OnlyAttached: true }));
    expect(attached.Policies?.map(({ Arn, AttachmentCount }) => [Arn, AttachmentCount])).toEqual([[READ_IAM, 1]]);
    const local = await iam.send(new ListPoliciesCommand({ Scope: "Local" }));
    expect(local.Policies?.map(({ Arn }) => Arn)).toEqual(["arn:aws:iam::111111111111:policy/AdministratorAccess"]);
  });

  it("are changed by nobody, root neither", async () => {
    const ada = iamOf(emulator, await makeUser(iam, "ada", [allow("iam:*")]));
    const PolicyDocument = policyDocument(allow("s3:GetObject"));
    for (const [name, client] of [
      ["root", iam],
      ["user/ada", ada],
    ] as const) {
      const calls = {
        CreatePolicyVersion: new CreatePolicyVersionCommand({ PolicyArn: READ_IAM, PolicyDocument }),
        DeletePolicy: new DeletePolicyCommand({ PolicyArn: READ_IAM }),
        DeletePolicyVersion: new DeletePolicyVersionCommand({ PolicyArn: READ_IAM, VersionId: "v4" }),
        TagPolicy: new TagPolicyCommand({ PolicyArn: READ_IAM, Tags: [{ Key: "a", Value: "b" }] }),
        UntagPolicy: new UntagPolicyCommand({ PolicyArn: READ_IAM, TagKeys: ["a"] }),
        SetDefaultPolicyVersion: new SetDefaultPolicyVersionCommand({ PolicyArn: READ_IAM, VersionId: "v4" }),
      };
      for (const [operation, command] of Object.entries(calls)) {
        expect(await refusal(client.send(command as DeletePolicyCommand))).toEqual({
          code: "AccessDenied",
          status: 403,
          message: `User: arn:aws:iam::111111111111:${name} is not authorized to perform: iam:${operation} on resource: policy ${READ_IAM} because no resource-based policy allows the iam:${operation} action`,
        });
      }
    }
    expect((await iam.send(new GetPolicyCommand({ PolicyArn: READ_IAM }))).Policy?.DefaultVersionId).toBe("v4");
  });

  it("are read with permission alone", async () => {
    const ada = iamOf(emulator, await makeUser(iam, "ada", [allow("iam:GetPolicy", READ_IAM)]));
    await ada.send(new GetPolicyCommand({ PolicyArn: READ_IAM }));
    expect(await refusal(ada.send(new GetPolicyCommand({ PolicyArn: ADMINISTRATOR })))).toMatchObject({
      code: "AccessDenied",
    });
  });
});
