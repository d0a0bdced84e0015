import {
  AddUserToGroupCommand,
  CreateGroupCommand,
  CreateUserCommand,
  GetGroupCommand,
  GetRoleCommand,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListUserPoliciesCommand,
  UpdateUserCommand,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, GetFederationTokenCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import {
  allow,
  assume,
  iamOf,
  makeRole,
  makeUser,
  policyDocument,
  sdkCredentials,
  stsOf,
  trust,
} from "./identities.ts";

describe("a user with a new name", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  let ada: SdkCredentials & { readonly arn: string; readonly userId: string };
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
    ada = await makeUser(iam, "ada", [allow(["sts:*", "iam:GetUser"])]);
  });
  afterEach(() => emulator.close());

  const rename = (more = {}) =>
    iam.send(new UpdateUserCommand({ UserName: "ada", NewUserName: "Lovelace", NewPath: "/math/", ...more }));
  const arn = "arn:aws:iam::111111111111:user/math/Lovelace";
  const callerArn = async (credentials: SdkCredentials) =>
    (await stsOf(emulator, credentials).send(new GetCallerIdentityCommand())).Arn;

  it("keeps id, keys, groups and policies", async () => {
    await iam.send(new CreateGroupCommand({ GroupName: "g" }));
    await iam.send(new AddUserToGroupCommand({ GroupName: "g", UserName: "ada" }));
    await rename();
    const UserName = "Lovelace";
    const { User } = await iam.send(new GetUserCommand({ UserName: "lovelace" }));
    expect(User).toMatchObject({ UserName, Path: "/math/", Arn: arn, UserId: ada.userId });
    expect((await iam.send(new ListAccessKeysCommand({ UserName }))).AccessKeyMetadata).toMatchObject([
      { UserName, AccessKeyId: ada.accessKeyId, Status: "Active" },
    ]);
    expect((await iam.send(new ListUserPoliciesCommand({ UserName }))).PolicyNames).toEqual(["rights"]);
    expect((await iam.send(new GetGroupCommand({ GroupName: "g" }))).Users).toEqual([
      { UserName, Path: "/math/", Arn: arn, UserId: ada.userId, CreateDate: expect.any(Date) },
    ]);
    expect(await callerArn(ada)).toBe(arn);
    expect(await refusal(iam.send(new GetUserCommand({ UserName: "ada" })))).toMatchObject({ code: "NoSuchEntity" });
  });

  it("leaves the old name to others, who get nothing of it", async () => {
    await rename();
    const other = await iam.send(new CreateUserCommand({ UserName: "ada" }));
    expect(other.User?.UserId).not.toBe(ada.userId);
    expect((await iam.send(new ListAccessKeysCommand({ UserName: "ada" }))).AccessKeyMetadata).toEqual([]);
    expect(await callerArn(ada)).toBe(arn);
  });

  it("keeps its sessions and those of its federated users", async () => {
    const sts = stsOf(emulator, ada);
    const session = sdkCredentials((await sts.send(new GetSessionTokenCommand())).Credentials);
    const Policy = policyDocument(allow("sts:GetCallerIdentity"));
    const guest = await sts.send(new GetFederationTokenCommand({ Name: "guest", Policy }));
    await rename();
    await iam.send(new CreateUserCommand({ UserName: "ada" }));
    expect(await callerArn(session)).toBe(arn);
    expect(await callerArn(sdkCredentials(guest.Credentials))).toContain(":federated-user/guest");
  });

  it("is trusted as before, and read under the new name", async () => {
    const role = await makeRole(iam, { name: "worker", trustPolicy: trust({ AWS: ada.arn }) });
    await rename();
    await assume(stsOf(emulator, ada), role.arn);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "worker" }));
    expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).Statement[0].Principal.AWS).toBe(arn);
  });

  it("may change by its case or its path alone", async () => {
    await rename({ NewUserName: "ADA", NewPath: undefined });
    expect((await iam.send(new GetUserCommand({ UserName: "ada" }))).User?.Arn).toMatch(/:user\/ADA$/);
    expect(await callerArn(ada)).toMatch(/:user\/ADA$/);
    await rename({ NewUserName: undefined });
    expect(await callerArn(ada)).toMatch(/:user\/math\/ADA$/);
  });

  it("cannot have another's, a malformed or a long one", async () => {
    await makeUser(iam, "eve");
    expect(await refusal(rename({ NewUserName: "EVE" }))).toEqual({
      code: "EntityAlreadyExists",
      status: 409,
      message: "User with name EVE already exists.",
    });
    expect(await refusal(rename({ UserName: "nobody" }))).toMatchObject({ code: "NoSuchEntity", status: 404 });
    for (const wrong of [{ NewUserName: "a b" }, { NewUserName: "x".repeat(65) }, { NewPath: "math" }]) {
      expect(await refusal(rename(wrong))).toMatchObject({ code: "ValidationError", status: 400 });
    }
    expect((await refusal(rename({ NewPath: "math" }))).message).toContain(
      "The specified value for newPath is invalid.",
    );
  });

  it("is given by those alone who may update both", async () => {
    const lead = iamOf(emulator, await makeUser(iam, "lead", [allow("iam:UpdateUser", "arn:aws:iam::*:user/a*")]));
    await lead.send(new UpdateUserCommand({ UserName: "ada", NewUserName: "ann" }));
    const { code, message } = await refusal(lead.send(new UpdateUserCommand({ UserName: "ann", NewUserName: "zoe" })));
    expect([code, message]).toEqual([
      "AccessDenied",
      expect.stringContaining("iam:UpdateUser on resource: user zoe because"),
    ]);
  });
});
