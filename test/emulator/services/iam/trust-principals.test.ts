import {
  CreateRoleCommand,
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteUserCommand,
  GetRoleCommand,
  type IAMClient,
  UpdateAssumeRolePolicyCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { assume, iamOf, makeRole, makeUser, stsOf, trust } from "./identities.ts";

describe("the principals of a trust policy", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
    iam = iamOf(emulator);
  });
  afterEach(() => emulator.close());

  const principalsOf = async (RoleName: string): Promise<unknown> => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    return JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? "")).Statement[0].Principal;
  };
  const deleteUser = async (UserName: string, AccessKeyId: string): Promise<void> => {
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    await iam.send(new DeleteUserCommand({ UserName }));
  };

  it.each([
    "arn:aws:iam::111111111111:user/nobody",
    "arn:aws:iam::111111111111:role/nothing",
    "arn:aws:iam::333333333333:root",
    "333333333333",
    "arn:aws:sts::111111111111:assumed-role/nothing/session",
    "AROAAAAAAAAAAAAAAAAAA",
    "arn:aws-cn:iam::111111111111:root",
  ])("must exist: `%s`", async (principal) => {
    const message = `Invalid principal in policy: "AWS":"${principal}"`;
    const malformed = { code: "MalformedPolicyDocument", status: 400, message };
    const document = trust({ AWS: ["111111111111", principal] });
    const create = new CreateRoleCommand({ RoleName: "r", AssumeRolePolicyDocument: document });
    expect(await refusal(iam.send(create))).toEqual(malformed);
    await makeRole(iam, { name: "r", trustPolicy: trust({ Service: "ec2.amazonaws.com" }) });
    const update = new UpdateAssumeRolePolicyCommand({ RoleName: "r", PolicyDocument: document });
    expect(await refusal(iam.send(update))).toEqual(malformed);
  });

  it("must be named with their path and case", async () => {
    await makeUser(iam, "ada");
    for (const name of ["eng/ada", "Ada"]) {
      const AssumeRolePolicyDocument = trust({ AWS: `arn:aws:iam::111111111111:user/${name}` });
      const command = new CreateRoleCommand({ RoleName: "r", AssumeRolePolicyDocument });
      expect(await refusal(iam.send(command))).toMatchObject({ code: "MalformedPolicyDocument" });
    }
  });

  it("read back as they were written, an account as its root", async () => {
    const ada = await makeUser(iam, "ada");
    const other = await makeRole(iam, { name: "other", trustPolicy: trust("*") });
    const AWS = [ada.arn, other.arn, "222222222222", "*"];
    await makeRole(iam, { name: "r", trustPolicy: trust({ AWS, Service: "ec2.amazonaws.com" }) });
    expect(await principalsOf("r")).toEqual({
      AWS: [ada.arn, other.arn, "arn:aws:iam::222222222222:root", "*"],
      Service: "ec2.amazonaws.com",
    });
  });

  it("are bound to the user: a namesake is not trusted, and the deleted one reads back as its unique id", async () => {
    const first = await makeUser(iam, "ada");
    const role = await makeRole(iam, { name: "r", trustPolicy: trust({ AWS: first.arn }) });
    await assume(stsOf(emulator, first), role.arn);
    await deleteUser("ada", first.accessKeyId);
    expect(await principalsOf("r")).toEqual({ AWS: first.userId });
    const namesake = await makeUser(iam, "ada");
    expect(namesake.arn).toBe(first.arn);
    expect(await principalsOf("r")).toEqual({ AWS: first.userId });
    expect(await refusal(assume(stsOf(emulator, namesake), role.arn))).toMatchObject({ code: "AccessDenied" });

    const PolicyDocument = trust({ AWS: namesake.arn });
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: "r", PolicyDocument }));
    await assume(stsOf(emulator, namesake), role.arn);
  });

  it("are bound to the role: a namesake is not trusted", async () => {
    const ada = await makeUser(iam, "ada");
    const sts = stsOf(emulator, ada);
    const trustPolicy = trust({ AWS: ada.arn });
    const first = await makeRole(iam, { name: "first", trustPolicy });
    const last = await makeRole(iam, { name: "last", trustPolicy: trust({ AWS: first.arn }) });
    await assume(stsOf(emulator, await assume(sts, first.arn)), last.arn);
    await iam.send(new DeleteRoleCommand({ RoleName: "first" }));
    await makeRole(iam, { name: "first", trustPolicy });
    expect(await principalsOf("last")).toEqual({ AWS: first.roleId });
    const session = stsOf(emulator, await assume(sts, first.arn));
    expect(await refusal(assume(session, last.arn))).toMatchObject({ code: "AccessDenied" });
  });

  it("cannot be given back a unique id that is gone", async () => {
    const ada = await makeUser(iam, "ada");
    await makeRole(iam, { name: "r", trustPolicy: trust({ AWS: ada.arn }) });
    await deleteUser("ada", ada.accessKeyId);
    const PolicyDocument = trust({ AWS: ada.userId });
    const command = new UpdateAssumeRolePolicyCommand({ RoleName: "r", PolicyDocument });
    expect(await refusal(iam.send(command))).toMatchObject({ code: "MalformedPolicyDocument" });
  });
});
