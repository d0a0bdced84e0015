import { GetUserCommand } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, type AssumeRoleCommandInput, type Tag } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import {
  allow,
  assume,
  iamOf,
  makeRole,
  makeUser,
  policyDocument,
  type Statement,
  sdkCredentials,
  stsOf,
} from "../iam/identities.ts";

const team = (Value: string): Tag => ({ Key: "Team", Value });

describe("session tags and the source identity", () => {
  let emulator: Emulator;
  let user: SdkCredentials;
  let made = 0;

  beforeAll(async () => {
    emulator = await startTestEmulator();
    user = await makeUser(iamOf(emulator), "ada", [allow("sts:*")]);
  });
  afterAll(() => emulator.close());

  const role = async (actions: readonly string[], statements: readonly Statement[] = [], more: Statement = {}) => {
    made += 1;
    const trustPolicy = policyDocument({ Effect: "Allow", Principal: "*", Action: actions, ...more });
    return (await makeRole(iamOf(emulator), { name: `role-${made}`, trustPolicy, statements })).arn;
  };
  const session = (RoleArn: string, more: Partial<AssumeRoleCommandInput>, credentials = user) =>
    assume(stsOf(emulator, credentials), RoleArn, more);
  const TAGGED = ["sts:AssumeRole", "sts:TagSession"];
  const chain = allow("sts:*");

  it("need sts:TagSession in the trust policy", async () => {
    const arn = await role(["sts:AssumeRole"]);
    const { code, message } = await refusal(session(arn, { Tags: [team("blue")] }));
    expect(code).toBe("AccessDenied");
    expect(message).toMatch(/is not authorized to perform: sts:TagSession on resource: /);
    await session(await role(TAGGED), { Tags: [team("blue")] });
  });

  it("are what the session's policies can ask for", async () => {
    const onlyBlue = { ...allow("iam:GetUser"), Condition: { StringEquals: { "aws:PrincipalTag/Team": "blue" } } };
    const arn = await role(TAGGED, [onlyBlue]);
    const blue = iamOf(emulator, await session(arn, { Tags: [team("blue")] }));
    await blue.send(new GetUserCommand({ UserName: "ada" }));
    const red = iamOf(emulator, await session(arn, { Tags: [team("red")] }));
    expect(await refusal(red.send(new GetUserCommand({ UserName: "ada" })))).toMatchObject({ code: "AccessDenied" });
  });

  it("can be limited by the trust policy", async () => {
    const arn = await role(TAGGED, [], { Condition: { StringEquals: { "aws:RequestTag/Team": "blue" } } });
    await session(arn, { Tags: [team("blue")] });
    for (const more of [{ Tags: [team("red")] }, {}]) {
      expect(await refusal(session(arn, more))).toMatchObject({ code: "AccessDenied" });
    }
  });

  it("must differ by more than case", async () => {
    const arn = await role(TAGGED);
    expect(await refusal(session(arn, { Tags: [team("a"), { Key: "team", Value: "b" }] }))).toEqual({
      code: "InvalidParameterValue",
      status: 400,
      message: "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    });
  });

  it("are passed on only where they are asked for", async () => {
    const arn = await role(TAGGED);
    expect(await refusal(session(arn, { Tags: [team("a")], TransitiveTagKeys: ["Other"] }))).toEqual({
      code: "InvalidParameterValue",
      status: 400,
      message: "The specified transitive tag key must be included in the requested tags.",
    });
  });

  it("cannot be replaced once they are passed on, in any case", async () => {
    const first = await session(await role(TAGGED, [chain]), { Tags: [team("blue")], TransitiveTagKeys: ["Team"] });
    const next = await role(TAGGED);
    for (const Key of ["Team", "TEAM"]) {
      expect(await refusal(session(next, { Tags: [{ Key, Value: "red" }] }, first))).toEqual({
        code: "InvalidParameterValue",
        status: 400,
        message:
          "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
      });
    }
  });

  it("reach the chained session where they are transitive, and only then", async () => {
    const onlyBlue = { ...allow("iam:GetUser"), Condition: { StringEquals: { "aws:PrincipalTag/Team": "blue" } } };
    const [first, last] = [await role(TAGGED, [chain]), await role(TAGGED, [onlyBlue])];
    for (const [keys, may] of [
      [["Team"], true],
      [[], false],
    ] as const) {
      const passing = await session(first, { Tags: [team("blue")], TransitiveTagKeys: [...keys] });
      const chained = iamOf(emulator, await session(last, {}, passing));
      const asked = chained.send(new GetUserCommand({ UserName: "ada" }));
      if (may) await asked;
      else expect(await refusal(asked)).toMatchObject({ code: "AccessDenied" });
    }
  });

  it("that do not fit are refused", async () => {
    const arn = await role(TAGGED);
    const Tags = Array.from({ length: 20 }, (_, i) => ({ Key: `key-${i}`, Value: "v".repeat(200) }));
    expect(await refusal(session(arn, { Tags }))).toEqual({
      code: "PackedPolicyTooLarge",
      status: 400,
      message: expect.stringMatching(/^Packed size of session tags consumes \d+% of allotted space\.$/),
    });
  });

  it("the source identity needs sts:SetSourceIdentity, is told, and stays", async () => {
    const SET = ["sts:AssumeRole", "sts:SetSourceIdentity"];
    const denied = await refusal(session(await role(["sts:AssumeRole"]), { SourceIdentity: "ada" }));
    expect(denied.message).toMatch(/is not authorized to perform: sts:SetSourceIdentity on resource: /);

    const RoleArn = await role(SET, [chain]);
    const command = new AssumeRoleCommand({ RoleArn, RoleSessionName: "session", SourceIdentity: "ada" });
    const answer = await stsOf(emulator, user).send(command);
    expect(answer.SourceIdentity).toBe("ada");
    const first = sdkCredentials(answer.Credentials);

    const next = await role(SET);
    const chained = await stsOf(emulator, first).send(
      new AssumeRoleCommand({ RoleArn: next, RoleSessionName: "session" }),
    );
    expect(chained.SourceIdentity).toBe("ada");
    expect(await refusal(session(next, { SourceIdentity: "eve" }, first))).toEqual({
      code: "ValidationError",
      status: 400,
      message: "The source identity is already set for this assume role session",
    });
    const unwilling = await refusal(session(await role(["sts:AssumeRole"]), {}, first));
    expect(unwilling.message).toContain("sts:SetSourceIdentity");
  });

  it("a wrong source identity is a denial to set it, none at all a denial to assume", async () => {
    const arn = await role(["sts:AssumeRole", "sts:SetSourceIdentity"], [], {
      Condition: { StringEquals: { "sts:SourceIdentity": "ada" } },
    });
    await session(arn, { SourceIdentity: "ada" });
    expect((await refusal(session(arn, { SourceIdentity: "eve" }))).message).toContain(
      "perform: sts:SetSourceIdentity on",
    );
    expect((await refusal(session(arn, {}))).message).toContain("perform: sts:AssumeRole on");
  });

  it("a trust policy can ask for the keys of the tags", async () => {
    const arn = await role(TAGGED, [], { Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": ["Team"] } } });
    await session(arn, { Tags: [team("blue")] });
    expect(await refusal(session(arn, { Tags: [team("blue"), { Key: "X", Value: "y" }] }))).toMatchObject({
      code: "AccessDenied",
    });
  });
});
