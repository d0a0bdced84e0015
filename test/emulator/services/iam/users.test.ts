import {
  AttachUserPolicyCommand,
  CreatePolicyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  DetachUserPolicyCommand,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, assume, iamOf, makeRole, makeUser, policyDocument, stsOf, trust } from "./identities.ts";

describe("users", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
  });
  afterEach(() => emulator.close());

  it("are made, described, listed and deleted", async () => {
    const Tags = [{ Key: "team", Value: "blue" }];
    const { User } = await iam.send(new CreateUserCommand({ UserName: "Ada", Path: "/eng/", Tags }));
    expect(User).toEqual({
      Path: "/eng/",
      UserName: "Ada",
      UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
      Arn: "arn:aws:iam::111111111111:user/eng/Ada",
      CreateDate: expect.any(Date),
      Tags,
    });
    expect((await iam.send(new GetUserCommand({ UserName: "Ada" }))).User).toEqual(User);
    const { Users, IsTruncated } = await iam.send(new ListUsersCommand());
    const { Tags: _tags, ...listed } = User ?? {};
    expect([Users, IsTruncated]).toEqual([[listed], false]);
    expect((await iam.send(new ListUsersCommand({ PathPrefix: "/ops/" }))).Users).toEqual([]);
    await iam.send(new DeleteUserCommand({ UserName: "Ada" }));
    expect(await refusal(iam.send(new GetUserCommand({ UserName: "Ada" })))).toEqual({
      code: "NoSuchEntity",
      status: 404,
      message: "The user with name Ada cannot be found.",
    });
  });

  it("have names that differ by more than case", async () => {
    await iam.send(new CreateUserCommand({ UserName: "Ada" }));
    expect(await refusal(iam.send(new CreateUserCommand({ UserName: "ADA" })))).toEqual({
      code: "EntityAlreadyExists",
      status: 409,
      message: "User with name ADA already exists.",
    });
    expect((await iam.send(new GetUserCommand({ UserName: "ada" }))).User?.UserName).toBe("Ada");
  });

  it.each([
    [
      "a name with a space",
      { UserName: "a b" },
      "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    ],
    [
      "a name of 65 characters",
      { UserName: "x".repeat(65) },
      "1 validation error detected: Value at 'userName' failed to satisfy constraint: Member must have length less than or equal to 64",
    ],
    [
      "a path without its last slash",
      { UserName: "ada", Path: "/eng" },
      "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    ],
    [
      "an empty tag key",
      { UserName: "ada", Tags: [{ Key: "x".repeat(129), Value: "" }] },
      "1 validation error detected: Value at 'tags.1.member.key' failed to satisfy constraint: Member must have length less than or equal to 128",
    ],
  ])("are refused with %s", async (_what, input, message) => {
    const answer = await refusal(iam.send(new CreateUserCommand(input)));
    expect(answer).toEqual({ code: "ValidationError", status: 400, message });
  });

  it("are refused with tags that differ by case alone", async () => {
    const Tags = [
      { Key: "a", Value: "1" },
      { Key: "A", Value: "2" },
    ];
    expect(await refusal(iam.send(new CreateUserCommand({ UserName: "ada", Tags })))).toMatchObject({
      code: "InvalidInput",
      status: 400,
    });
  });

  it("are not deleted while they have keys or policies", async () => {
    const conflict = async () => {
      const answer = await refusal(iam.send(new DeleteUserCommand({ UserName: "ada" })));
      expect(answer).toMatchObject({ code: "DeleteConflict", status: 409 });
      return answer.message;
    };
    const { accessKeyId } = await makeUser(iam, "ada", [allow("s3:*")]);
    const PolicyDocument = policyDocument(allow("s3:*"));
    const { Policy } = await iam.send(new CreatePolicyCommand({ PolicyName: "p", PolicyDocument }));
    await iam.send(new AttachUserPolicyCommand({ UserName: "ada", PolicyArn: Policy?.Arn }));
    expect(await conflict()).toBe("Cannot delete entity, must delete access keys first.");
    await iam.send(new DeleteAccessKeyCommand({ UserName: "ada", AccessKeyId: accessKeyId }));
    expect(await conflict()).toBe("Cannot delete entity, must detach all policies first.");
    await iam.send(new DetachUserPolicyCommand({ UserName: "ada", PolicyArn: Policy?.Arn }));
    expect(await conflict()).toBe("Cannot delete entity, must delete policies first.");
    await iam.send(new DeleteUserPolicyCommand({ UserName: "ada", PolicyName: "rights" }));
    await iam.send(new DeleteUserCommand({ UserName: "ada" }));
  });

  it("are the caller where none is named", async () => {
    const ada = await makeUser(iam, "ada", [allow("iam:*")]);
    const own = iamOf(emulator, ada);
    expect((await own.send(new GetUserCommand())).User?.Arn).toBe(ada.arn);
    expect((await own.send(new ListAccessKeysCommand())).AccessKeyMetadata?.[0]?.AccessKeyId).toBe(ada.accessKeyId);
    const root = (await iam.send(new GetUserCommand())).User;
    expect([root?.Arn, root?.UserId, root?.UserName]).toEqual([
      "arn:aws:iam::111111111111:root",
      "111111111111",
      undefined,
    ]);
  });

  it("must be named where the caller is a role", async () => {
    const ada = await makeUser(iam, "ada");
    const role = await makeRole(iam, { name: "r", trustPolicy: trust({ AWS: ada.arn }), statements: [allow("*")] });
    const session = iamOf(emulator, await assume(stsOf(emulator, ada), role.arn));
    expect(await refusal(session.send(new GetUserCommand()))).toEqual({
      code: "ValidationError",
      status: 400,
      message: "Must specify userName when calling with non-User credentials",
    });
    expect((await session.send(new GetUserCommand({ UserName: "ada" }))).User?.Arn).toBe(ada.arn);
  });
});
