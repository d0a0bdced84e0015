import {
  AttachGroupPolicyCommand,
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateGroupCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  type IAMClient,
  ListEntitiesForPolicyCommand,
  type ListEntitiesForPolicyCommandInput,
  PutRolePermissionsBoundaryCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser, policyDocument, trust } from "./identities.ts";

const READ_IAM = "arn:aws:iam::aws:policy/IAMReadOnlyAccess";

describe("the entities of a managed policy", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  let PolicyArn: string;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
    const PolicyDocument = policyDocument(allow("s3:GetObject"));
    PolicyArn = (await iam.send(new CreatePolicyCommand({ PolicyName: "read", PolicyDocument }))).Policy?.Arn ?? "";
    await iam.send(new CreateUserCommand({ UserName: "ada", Path: "/team/" }));
    await iam.send(new CreateUserCommand({ UserName: "bob" }));
    for (const RoleName of ["worker", "bounded"]) {
      await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust("*") }));
    }
    await iam.send(new AttachUserPolicyCommand({ UserName: "ada", PolicyArn }));
    await iam.send(new AttachUserPolicyCommand({ UserName: "bob", PolicyArn }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: "worker", PolicyArn }));
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: "bounded", PermissionsBoundary: PolicyArn }));
    await iam.send(new AttachRolePolicyCommand({ RoleName: "bounded", PolicyArn: READ_IAM }));
    await iam.send(new CreateGroupCommand({ GroupName: "team" }));
    await iam.send(new AttachGroupPolicyCommand({ GroupName: "team", PolicyArn }));
  });
  afterEach(() => emulator.close());

  const names = async (input: Partial<ListEntitiesForPolicyCommandInput> = {}) => {
    const answer = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, ...input }));
    return [
      answer.PolicyGroups?.map(({ GroupName }) => GroupName),
      answer.PolicyUsers?.map(({ UserName }) => UserName),
      answer.PolicyRoles?.map(({ RoleName }) => RoleName),
    ];
  };

  it("are the users and roles that it is attached to or bounds, with their unique ids", async () => {
    const answer = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn }));
    expect({ ...answer, $metadata: undefined }).toEqual({
      PolicyGroups: [{ GroupName: "team", GroupId: expect.stringMatching(/^AGPA/) }],
      PolicyUsers: [
        { UserName: "ada", UserId: expect.stringMatching(/^AIDA/) },
        { UserName: "bob", UserId: expect.stringMatching(/^AIDA/) },
      ],
      PolicyRoles: [
        { RoleName: "bounded", RoleId: expect.stringMatching(/^AROA/) },
        { RoleName: "worker", RoleId: expect.stringMatching(/^AROA/) },
      ],
      IsTruncated: false,
    });
  });

  it("are chosen by type, path and use", async () => {
    expect(await names({ EntityFilter: "User" })).toEqual([[], ["ada", "bob"], []]);
    expect(await names({ EntityFilter: "Role" })).toEqual([[], [], ["bounded", "worker"]]);
    expect(await names({ EntityFilter: "Group" })).toEqual([["team"], [], []]);
    expect(await names({ PathPrefix: "/team/" })).toEqual([[], ["ada"], []]);
    expect(await names({ PolicyUsageFilter: "PermissionsBoundary" })).toEqual([[], [], ["bounded"]]);
    expect(await names({ PolicyUsageFilter: "PermissionsPolicy" })).toEqual([["team"], ["ada", "bob"], ["worker"]]);
  });

  it("of a policy of AWS are those of the account", async () => {
    expect(await names({ PolicyArn: READ_IAM })).toEqual([[], [], ["bounded"]]);
  });

  it("come page by page, groups before roles before users", async () => {
    const first = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, MaxItems: 4 }));
    expect([first.IsTruncated, first.PolicyUsers?.length, first.PolicyRoles?.length]).toEqual([true, 1, 2]);
    const second = await iam.send(new ListEntitiesForPolicyCommand({ PolicyArn, MaxItems: 4, Marker: first.Marker }));
    expect([second.IsTruncated, second.PolicyUsers?.map(({ UserName }) => UserName), second.PolicyRoles]).toEqual([
      false,
      ["bob"],
      [],
    ]);
  });

  it("need a policy that exists, and filters that there are", async () => {
    const missing = "arn:aws:iam::111111111111:policy/never";
    expect(await refusal(names({ PolicyArn: missing }))).toEqual({
      code: "NoSuchEntity",
      status: 404,
      message: `Policy ${missing} was not found.`,
    });
    expect(await refusal(names({ PathPrefix: "team/", EntityFilter: "Robot" as "User" }))).toEqual({
      code: "ValidationError",
      status: 400,
      message:
        "2 validation errors detected: Value at 'entityFilter' failed to satisfy constraint: Member must satisfy enum value set; Value at 'pathPrefix' failed to satisfy constraint: Member must satisfy regular expression pattern: (\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)",
    });
  });

  it("are listed with permission alone", async () => {
    const eve = iamOf(emulator, await makeUser(iam, "eve", [allow("iam:ListEntitiesForPolicy", READ_IAM)]));
    await eve.send(new ListEntitiesForPolicyCommand({ PolicyArn: READ_IAM }));
    expect((await refusal(eve.send(new ListEntitiesForPolicyCommand({ PolicyArn })))).message).toBe(
      `User: arn:aws:iam::111111111111:user/eve is not authorized to perform: iam:ListEntitiesForPolicy on resource: policy ${PolicyArn} because no identity-based policy allows the iam:ListEntitiesForPolicy action`,
    );
  });
});
