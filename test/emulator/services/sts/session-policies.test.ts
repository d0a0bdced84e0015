import {
  CreatePolicyCommand,
  CreatePolicyVersionCommand,
  GetUserCommand,
  ListRolesCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, assume, iamOf, makeRole, makeUser, policyDocument, stsOf, trust } from "../iam/identities.ts";

describe("session policies", () => {
  let emulator: Emulator;
  let user: SdkCredentials;
  let roleArn: string;

  beforeAll(async () => {
    emulator = await startTestEmulator();
    const iam = iamOf(emulator);
    user = await makeUser(iam, "ada", [allow("sts:AssumeRole")]);
    const statements = [allow(["iam:ListUsers", "iam:ListRoles"])];
    ({ arn: roleArn } = await makeRole(iam, {
      name: "reader",
      trustPolicy: trust({ AWS: "111111111111" }),
      statements,
    }));
  });
  afterAll(() => emulator.close());

  const sessionWith = async (more: object) => iamOf(emulator, await assume(stsOf(emulator, user), roleArn, more));
  const makePolicy = async (PolicyName: string, actions: string): Promise<string> => {
    const command = new CreatePolicyCommand({ PolicyName, PolicyDocument: policyDocument(allow(actions)) });
    return (await iamOf(emulator).send(command)).Policy?.Arn ?? "";
  };
  const notInSession = (action: string, list: string) => ({
    code: "AccessDenied",
    status: 403,
    message: `User: arn:aws:sts::111111111111:assumed-role/reader/session is not authorized to perform: ${action} on resource: arn:aws:iam::111111111111:${list} because no session policy allows the ${action} action`,
  });

  it("leave a session without any the whole role", async () => {
    const session = await sessionWith({});
    await session.send(new ListUsersCommand());
    await session.send(new ListRolesCommand());
  });

  it("cut the role down", async () => {
    const session = await sessionWith({ Policy: policyDocument(allow("iam:ListUsers")) });
    await session.send(new ListUsersCommand());
    expect(await refusal(session.send(new ListRolesCommand()))).toEqual(notInSession("iam:ListRoles", "role/"));
  });

  it("give nothing that the role has not", async () => {
    const session = await sessionWith({ Policy: policyDocument(allow("*")) });
    const { code, message } = await refusal(session.send(new GetUserCommand({ UserName: "ada" })));
    expect(code).toBe("AccessDenied");
    expect(message).toMatch(/because no identity-based policy allows the iam:GetUser action$/);
  });

  it("are OR-ed where there are several", async () => {
    const arn = await makePolicy("list-roles", "iam:ListRoles");
    const session = await sessionWith({
      Policy: policyDocument(allow("iam:ListUsers")),
      PolicyArns: [{ arn }],
    });
    await session.send(new ListUsersCommand());
    await session.send(new ListRolesCommand());
  });

  it("are read when they are used, where they are managed", async () => {
    const arn = await makePolicy("changing", "iam:ListUsers");
    const session = await sessionWith({ PolicyArns: [{ arn }] });
    await session.send(new ListUsersCommand());
    await iamOf(emulator).send(
      new CreatePolicyVersionCommand({
        PolicyArn: arn,
        PolicyDocument: policyDocument(allow("iam:ListRoles")),
        SetAsDefault: true,
      }),
    );
    await session.send(new ListRolesCommand());
    expect(await refusal(session.send(new ListUsersCommand()))).toEqual(notInSession("iam:ListUsers", "user/"));
  });

  it("must exist where they are managed", async () => {
    const arn = "arn:aws:iam::111111111111:policy/not-there";
    expect(await refusal(sessionWith({ PolicyArns: [{ arn }] }))).toEqual({
      code: "MalformedPolicyDocument",
      status: 400,
      message: `Policy ${arn} does not exist or is not attachable.`,
    });
  });

  it("are at most ten managed ones", async () => {
    const PolicyArns = Array.from({ length: 11 }, (_, i) => ({ arn: `arn:aws:iam::111111111111:policy/p${i}` }));
    const { code, message } = await refusal(sessionWith({ PolicyArns }));
    expect(code).toBe("ValidationError");
    expect(message).toContain(
      "at 'policyArns' failed to satisfy constraint: Member must have length less than or equal to 10",
    );
  });
});
