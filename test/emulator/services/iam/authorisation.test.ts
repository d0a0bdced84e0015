import {
  CreateRoleCommand,
  CreateUserCommand,
  GetRoleCommand,
  GetUserCommand,
  type IAMClient,
  ListRolesCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { iam as iamService } from "../../../../src/emulator/services/iam/service.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeRole, makeUser, trust } from "./identities.ts";
import { sendForm } from "./raw-query.ts";

const IDENTITY_DOCUMENT = JSON.stringify({ Version: "2012-10-17", Statement: allow("s3:*") });

/** Valid values for every parameter that some operation of IAM requires. */
const EVERY_PARAMETER = {
  UserName: "somebody",
  GroupName: "people",
  RoleName: "something",
  PolicyName: "rights",
  InstanceProfileName: "profile",
  PolicyArn: "arn:aws:iam::111111111111:policy/p",
  PermissionsBoundary: "arn:aws:iam::111111111111:policy/p",
  VersionId: "v1",
  AccessKeyId: "AKIAAAAAAAAAAAAAAAAA",
  Status: "Active",
  AssumeRolePolicyDocument: trust("*"),
  Description: "described",
  Url: "https://idp.example.com",
  OpenIDConnectProviderArn: "arn:aws:iam::111111111111:oidc-provider/idp.example.com",
  ClientID: "client",
  "ThumbprintList.member.1": "a".repeat(40),
  "Tags.member.1.Key": "team",
  "Tags.member.1.Value": "blue",
  "TagKeys.member.1": "team",
  PolicySourceArn: "arn:aws:iam::111111111111:user/somebody",
  "PolicyInputList.member.1": IDENTITY_DOCUMENT,
  "ActionNames.member.1": "s3:GetObject",
};

describe("the authorisation of IAM's calls", () => {
  let emulator: Emulator;
  let root: IAMClient;
  let bare: SdkCredentials;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    root = iamOf(emulator);
    bare = await makeUser(root, "bare");
  });
  afterAll(() => emulator.close());

  it.each([...iamService.operations.keys()])("%s is refused to a user without policies", async (operation) => {
    const PolicyDocument = operation === "UpdateAssumeRolePolicy" ? trust("*") : IDENTITY_DOCUMENT;
    const form = new URLSearchParams({
      Action: operation,
      Version: "2010-05-08",
      ...EVERY_PARAMETER,
      PolicyDocument,
    });
    const { status, body } = await sendForm(emulator, { service: "iam", credentials: bare, form: form.toString() });
    expect(body).toContain("<Code>AccessDenied</Code>");
    expect(body).toContain(`User: arn:aws:iam::111111111111:user/bare is not authorized to perform: iam:${operation}`);
    expect(status).toBe(403);
  });

  it("is on the entity's ARN, with its path", async () => {
    const onPath = allow(["iam:CreateUser", "iam:GetUser"], "arn:aws:iam::111111111111:user/eng/*");
    const own = iamOf(emulator, await makeUser(root, "lead", [onPath]));
    await own.send(new CreateUserCommand({ UserName: "dev", Path: "/eng/" }));
    await own.send(new GetUserCommand({ UserName: "dev" }));
    expect(await refusal(own.send(new CreateUserCommand({ UserName: "ops", Path: "/ops/" })))).toEqual({
      code: "AccessDenied",
      status: 403,
      message:
        "User: arn:aws:iam::111111111111:user/lead is not authorized to perform: iam:CreateUser on resource: arn:aws:iam::111111111111:user/ops/ops because no identity-based policy allows the iam:CreateUser action",
    });
  });

  it("does not tell those who are limited to a path whether a role exists", async () => {
    await makeRole(root, { name: "hidden", trustPolicy: trust("*") });
    const onPath = allow("iam:GetRole", "arn:aws:iam::111111111111:role/eng/*");
    const own = iamOf(emulator, await makeUser(root, "curious", [onPath]));
    for (const RoleName of ["hidden", "missing"]) {
      expect(await refusal(own.send(new GetRoleCommand({ RoleName })))).toEqual({
        code: "AccessDenied",
        status: 403,
        message: `User: arn:aws:iam::111111111111:user/curious is not authorized to perform: iam:GetRole on resource: role ${RoleName} because no identity-based policy allows the iam:GetRole action`,
      });
    }
  });

  it("has no resource where a list is asked for", async () => {
    const own = iamOf(
      emulator,
      await makeUser(root, "lister", [allow("iam:ListRoles", "arn:aws:iam::111111111111:role/*")]),
    );
    const { message } = await refusal(own.send(new ListRolesCommand()));
    expect(message).toBe(
      "User: arn:aws:iam::111111111111:user/lister is not authorized to perform: iam:ListRoles on resource: arn:aws:iam::111111111111:role/ because no identity-based policy allows the iam:ListRoles action",
    );
  });

  it("asks one more permission for tags", async () => {
    const own = iamOf(emulator, await makeUser(root, "maker", [allow("iam:CreateRole")]));
    const role = { RoleName: "tagged", AssumeRolePolicyDocument: trust("*") };
    const { message } = await refusal(
      own.send(new CreateRoleCommand({ ...role, Tags: [{ Key: "team", Value: "blue" }] })),
    );
    expect(message).toContain("is not authorized to perform: iam:TagRole on resource: ");
    await own.send(new CreateRoleCommand(role));
  });

  it("knows the tags of what it is about", async () => {
    const UserName = "blue";
    await root.send(new CreateUserCommand({ UserName, Tags: [{ Key: "team", Value: "blue" }] }));
    const own = iamOf(
      emulator,
      await makeUser(root, "teamlead", [
        { ...allow("iam:GetUser"), Condition: { StringEquals: { "aws:ResourceTag/team": "blue" } } },
      ]),
    );
    await own.send(new GetUserCommand({ UserName }));
    expect(await refusal(own.send(new GetUserCommand({ UserName: "bare" })))).toMatchObject({ code: "AccessDenied" });
  });
});
