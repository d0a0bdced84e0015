import {
  AddRoleToInstanceProfileCommand,
  AddUserToGroupCommand,
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreateInstanceProfileCommand,
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetAccountAuthorizationDetailsCommand,
  type GetAccountAuthorizationDetailsCommandInput,
  type IAMClient,
  PutGroupPolicyCommand,
  PutRolePolicyCommand,
  PutUserPermissionsBoundaryCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser, policyDocument, trust } from "./identities.ts";

const READ_IAM = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";
const DOCUMENT = policyDocument(allow("s3:GetObject"));
const OTHER = policyDocument(allow("s3:PutObject"));

describe("the authorization details of an account", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  let PolicyArn: string;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
    const created = await iam.send(
      new CreatePolicyCommand({ PolicyName: "read", PolicyDocument: DOCUMENT, Description: "reads" }),
    );
    PolicyArn = created.Policy?.Arn ?? "";
    await iam.send(new CreatePolicyVersionCommand({ PolicyArn, PolicyDocument: OTHER }));
    await iam.send(new CreateUserCommand({ UserName: "ada", Path: "/a/", Tags: [{ Key: "team", Value: "blue" }] }));
    await iam.send(new PutUserPolicyCommand({ UserName: "ada", PolicyName: "own", PolicyDocument: DOCUMENT }));
    await iam.send(new AttachUserPolicyCommand({ UserName: "ada", PolicyArn: READ_IAM }));
    await iam.send(new CreateGroupCommand({ GroupName: "team", Path: "/g/" }));
    await iam.send(new PutGroupPolicyCommand({ GroupName: "team", PolicyName: "all", PolicyDocument: OTHER }));
    await iam.send(new AttachGroupPolicyCommand({ GroupName: "team", PolicyArn: READ_IAM }));
    await iam.send(new AddUserToGroupCommand({ GroupName: "team", UserName: "ada" }));
    await iam.send(new PutUserPermissionsBoundaryCommand({ UserName: "ada", PermissionsBoundary: PolicyArn }));
    await iam.send(new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument: trust({ AWS: "*" }) }));
    await iam.send(new PutRolePolicyCommand({ RoleName: "worker", PolicyName: "own", PolicyDocument: OTHER }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: "worker", PolicyArn }));
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName: "machine" }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName: "machine", RoleName: "worker" }));
  });
  afterEach(() => emulator.close());

  const details = (input: GetAccountAuthorizationDetailsCommandInput = {}) =>
    iam.send(new GetAccountAuthorizationDetailsCommand(input));

  it("describe users with their policies, boundary and tags", async () => {
    const { UserDetailList } = await details();
    expect(UserDetailList).toEqual([
      {
        Path: "/a/",
        UserName: "ada",
        UserId: expect.stringMatching(/^AIDA/),
        Arn: "arn:aws:iam::111111111111:user/a/ada",
        CreateDate: expect.any(Date),
        UserPolicyList: [{ PolicyName: "own", PolicyDocument: encodeURIComponent(DOCUMENT).replaceAll("*", "%2A") }],
        GroupList: ["team"],
        AttachedManagedPolicies: [{ PolicyName: "IAMReadOnlyAccess", PolicyArn: READ_IAM }],
        PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: PolicyArn },
        Tags: [{ Key: "team", Value: "blue" }],
      },
    ]);
  });

  it("describe groups with their policies", async () => {
    const { GroupDetailList } = await details();
    expect(GroupDetailList).toEqual([
      {
        Path: "/g/",
        GroupName: "team",
        GroupId: expect.stringMatching(/^AGPA/),
        Arn: "arn:aws:iam::111111111111:group/g/team",
        CreateDate: expect.any(Date),
        GroupPolicyList: [{ PolicyName: "all", PolicyDocument: encodeURIComponent(OTHER).replaceAll("*", "%2A") }],
        AttachedManagedPolicies: [{ PolicyName: "IAMReadOnlyAccess", PolicyArn: READ_IAM }],
      },
    ]);
  });

  it("describe roles with trust policy, instance profiles and policies", async () => {
    const { RoleDetailList: [role] = [] } = await details();
    expect(JSON.parse(decodeURIComponent(role?.AssumeRolePolicyDocument ?? ""))).toEqual(
      JSON.parse(trust({ AWS: "*" })),
    );
    expect({ ...role, AssumeRolePolicyDocument: undefined }).toEqual({
      Path: "/",
      RoleName: "worker",
      RoleId: expect.stringMatching(/^AROA/),
      Arn: "arn:aws:iam::111111111111:role/worker",
      CreateDate: expect.any(Date),
      InstanceProfileList: [
        expect.objectContaining({
          InstanceProfileName: "machine",
          Roles: [expect.objectContaining({ RoleName: "worker" })],
        }),
      ],
      RolePolicyList: [{ PolicyName: "own", PolicyDocument: encodeURIComponent(OTHER).replaceAll("*", "%2A") }],
      AttachedManagedPolicies: [{ PolicyName: "read", PolicyArn }],
      Tags: [],
      RoleLastUsed: {},
    });
  });

  it("describe the account's managed policies with all versions, and those of AWS that are in use", async () => {
    const { Policies = [] } = await details();
    expect(Policies.map(({ Arn }) => Arn)).toEqual([READ_IAM, PolicyArn]);
    expect(Policies[1]).toEqual({
      PolicyName: "read",
      PolicyId: expect.stringMatching(/^ANPA/),
      Arn: PolicyArn,
      Path: "/",
      DefaultVersionId: "v1",
      AttachmentCount: 1,
      PermissionsBoundaryUsageCount: 1,
      IsAttachable: true,
      Description: "reads",
      CreateDate: expect.any(Date),
      UpdateDate: expect.any(Date),
      PolicyVersionList: [
        expect.objectContaining({ VersionId: "v2", IsDefaultVersion: false }),
        expect.objectContaining({ VersionId: "v1", IsDefaultVersion: true }),
      ],
    });
    expect(decodeURIComponent(Policies[1]?.PolicyVersionList?.[0]?.Document ?? "")).toBe(OTHER);
  });

  it("are chosen by type", async () => {
    const counts = async (input: GetAccountAuthorizationDetailsCommandInput) => {
      const { UserDetailList, GroupDetailList, RoleDetailList, Policies } = await details(input);
      return [UserDetailList, GroupDetailList, RoleDetailList, Policies].map((list) => list?.length);
    };
    expect(await counts({ Filter: ["User"] })).toEqual([1, 0, 0, 0]);
    expect(await counts({ Filter: ["Role", "LocalManagedPolicy"] })).toEqual([0, 0, 1, 1]);
    expect(await counts({ Filter: ["AWSManagedPolicy"] })).toEqual([0, 0, 0, 1]);
    expect(await refusal(details({ Filter: ["Robot" as "User"] }))).toMatchObject({
      code: "ValidationError",
      status: 400,
    });
  });

  it("come page by page, of all types together", async () => {
    const seen: unknown[] = [];
    for (let Marker: string | undefined, first = true; first || Marker !== undefined; first = false) {
      const page = await details({ MaxItems: 1, ...(Marker === undefined ? {} : { Marker }) });
      seen.push(
        page.UserDetailList?.[0]?.UserName ??
          page.GroupDetailList?.[0]?.GroupName ??
          page.RoleDetailList?.[0]?.RoleName ??
          page.Policies?.[0]?.PolicyName,
      );
      Marker = page.Marker;
    }
    expect(seen).toEqual(["ada", "team", "worker", "IAMReadOnlyAccess", "read"]);
  });

  it("are told with permission alone", async () => {
    const eve = iamOf(emulator, await makeUser(iam, "eve"));
    expect((await refusal(eve.send(new GetAccountAuthorizationDetailsCommand()))).message).toBe(
      "User: arn:aws:iam::111111111111:user/eve is not authorized to perform: iam:GetAccountAuthorizationDetails on resource: * because no identity-based policy allows the iam:GetAccountAuthorizationDetails action",
    );
    const bob = iamOf(emulator, await makeUser(iam, "bob", [allow("iam:GetAccountAuthorizationDetails")]));
    await bob.send(new GetAccountAuthorizationDetailsCommand());
  });
});
