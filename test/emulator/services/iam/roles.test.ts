import {
  AddRoleToInstanceProfileCommand,
  CreateInstanceProfileCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  GetRoleCommand,
  type IAMClient,
  ListRolesCommand,
  PutRolePolicyCommand,
  RemoveRoleFromInstanceProfileCommand,
  UpdateRoleCommand,
  UpdateRoleDescriptionCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, policyDocument, trust } from "./identities.ts";

const TRUST = trust({ Service: "ec2.amazonaws.com" });

describe("roles", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
  });
  afterEach(() => emulator.close());

  const create = (more = {}) =>
    iam.send(new CreateRoleCommand({ RoleName: "worker", AssumeRolePolicyDocument: TRUST, ...more }));

  it("are made, described and listed as AWS does, with their trust policy percent-encoded", async () => {
    const Tags = [{ Key: "team", Value: "blue" }];
    const { Role } = await create({ Path: "/svc/", Description: "works", MaxSessionDuration: 7200, Tags });
    const made = {
      Path: "/svc/",
      RoleName: "worker",
      RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
      Arn: "arn:aws:iam::111111111111:role/svc/worker",
      CreateDate: expect.any(Date),
      AssumeRolePolicyDocument: encodeURIComponent(TRUST),
    };
    expect(Role).toEqual({ ...made, Tags });
    const listed = { ...made, Description: "works", MaxSessionDuration: 7200 };
    const shown = (await iam.send(new GetRoleCommand({ RoleName: "WORKER" }))).Role;
    expect(shown).toEqual({ ...listed, Tags, RoleLastUsed: {} });
    expect((await iam.send(new ListRolesCommand())).Roles).toEqual([listed]);
    expect((await iam.send(new ListRolesCommand({ PathPrefix: "/other" }))).Roles).toEqual([]);
  });

  it("change their description and longest session", async () => {
    await create();
    await iam.send(new UpdateRoleCommand({ RoleName: "worker", Description: "new" }));
    await iam.send(new UpdateRoleCommand({ RoleName: "worker", MaxSessionDuration: 43_200 }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: "worker" }));
    expect([Role?.Description, Role?.MaxSessionDuration]).toEqual(["new", 43_200]);
    for (const MaxSessionDuration of [3599, 43_201]) {
      const command = new UpdateRoleCommand({ RoleName: "worker", MaxSessionDuration });
      expect(await refusal(iam.send(command))).toMatchObject({ code: "ValidationError", status: 400 });
    }
  });

  it("change their description by a call of its own, which answers the role", async () => {
    await create({ Description: "old" });
    const described = (Description: string) =>
      iam.send(new UpdateRoleDescriptionCommand({ RoleName: "worker", Description }));
    const { Role } = await described("new");
    expect(Role).toEqual((await iam.send(new GetRoleCommand({ RoleName: "worker" }))).Role);
    expect(Role?.Description).toBe("new");
    expect((await described("")).Role?.Description).toBe("");
    expect(await refusal(described("x".repeat(1001)))).toMatchObject({ code: "ValidationError", status: 400 });
  });

  it("are not made in the path of AWS's service-linked roles", async () => {
    expect(await refusal(create({ Path: "/aws-service-role/ecs.amazonaws.com/" }))).toEqual({
      code: "InvalidInput",
      status: 400,
      message: "Path prefix '/aws-service-role/' can only be used for AWS Service linked Roles",
    });
  });

  it("have names that differ by more than case", async () => {
    await create();
    expect(await refusal(create({ RoleName: "Worker" }))).toEqual({
      code: "EntityAlreadyExists",
      status: 409,
      message: "Role with name Worker already exists.",
    });
  });

  it.each([
    ["that is no JSON", "{", "This policy contains invalid Json"],
    ["with a resource", trust("*", { Resource: "*" }), "Has prohibited field Resource."],
    [
      "with another service's action",
      trust("*", { Action: "s3:GetObject" }),
      "AssumeRole policy may only specify STS AssumeRole actions.",
    ],
  ])("refuse a trust policy %s", async (_what, AssumeRolePolicyDocument, message) => {
    expect(await refusal(create({ AssumeRolePolicyDocument }))).toEqual({
      code: "MalformedPolicyDocument",
      status: 400,
      message,
    });
  });

  it("refuse a trust policy over 2,048 characters, white space not counted", async () => {
    const spaced = JSON.stringify(JSON.parse(TRUST), undefined, 10).replaceAll("\n", `\n${" ".repeat(200)}`);
    expect(spaced.length).toBeGreaterThan(2048);
    await create({ AssumeRolePolicyDocument: spaced });
    const long = trust("*", { Sid: "x".repeat(2048) });
    expect(await refusal(create({ RoleName: "other", AssumeRolePolicyDocument: long }))).toMatchObject({
      code: "LimitExceeded",
      status: 409,
    });
  });

  it("are not deleted while they have policies or are in an instance profile", async () => {
    const RoleName = "worker";
    const InstanceProfileName = "profile";
    const conflict = async () => {
      const answer = await refusal(iam.send(new DeleteRoleCommand({ RoleName })));
      expect(answer).toMatchObject({ code: "DeleteConflict", status: 409 });
      return answer.message;
    };
    await create();
    const PolicyDocument = policyDocument(allow("s3:*"));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "p", PolicyDocument }));
    await iam.send(new CreateInstanceProfileCommand({ InstanceProfileName }));
    await iam.send(new AddRoleToInstanceProfileCommand({ InstanceProfileName, RoleName }));
    expect(await conflict()).toBe("Cannot delete entity, must remove roles from instance profile first.");
    await iam.send(new RemoveRoleFromInstanceProfileCommand({ InstanceProfileName, RoleName }));
    expect(await conflict()).toBe("Cannot delete entity, must delete policies first.");
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "p" }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
    expect(await refusal(iam.send(new GetRoleCommand({ RoleName })))).toEqual({
      code: "NoSuchEntity",
      status: 404,
      message: "The role with name worker cannot be found.",
    });
  });
});
