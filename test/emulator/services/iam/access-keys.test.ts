import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  type IAMClient,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { iamOf, makeUser, stsOf } from "./identities.ts";

const UserName = "ada";

describe("access keys", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  let key: SdkCredentials;
  beforeEach(async () => {
    emulator = await startTestEmulator();
    iam = iamOf(emulator);
    key = await makeUser(iam, UserName);
  });
  afterEach(() => emulator.close());

  const works = (credentials: SdkCredentials): Promise<boolean> =>
    stsOf(emulator, credentials)
      .send(new GetCallerIdentityCommand())
      .then(
        () => true,
        () => false,
      );

  it("are told once, and listed without their secrets", async () => {
    expect([key.accessKeyId, key.secretAccessKey.length]).toEqual([expect.stringMatching(/^AKIA[A-Z2-7]{16}$/), 40]);
    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }));
    expect(AccessKeyMetadata).toEqual([
      { UserName, AccessKeyId: key.accessKeyId, Status: "Active", CreateDate: expect.any(Date) },
    ]);
  });

  it("are at most two for a user", async () => {
    await iam.send(new CreateAccessKeyCommand({ UserName }));
    expect(await refusal(iam.send(new CreateAccessKeyCommand({ UserName })))).toEqual({
      code: "LimitExceeded",
      status: 409,
      message: "Cannot exceed quota for AccessKeysPerUser: 2",
    });
  });

  it("work while they are active, and while they are", async () => {
    const AccessKeyId = key.accessKeyId;
    expect(await works(key)).toBe(true);
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }));
    expect(await works(key)).toBe(false);
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Active" }));
    expect(await works(key)).toBe(true);
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    expect(await works(key)).toBe(false);
  });

  it("have one of two states", async () => {
    const Status = "Asleep" as "Active";
    const command = new UpdateAccessKeyCommand({ UserName, AccessKeyId: key.accessKeyId, Status });
    expect(await refusal(iam.send(command))).toEqual({
      code: "ValidationError",
      status: 400,
      message:
        "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set",
    });
  });

  it("are found only with their own user", async () => {
    await makeUser(iam, "eve");
    for (const owner of [{ UserName: "eve" }, {}]) {
      const command = new DeleteAccessKeyCommand({ ...owner, AccessKeyId: key.accessKeyId });
      expect(await refusal(iam.send(command))).toEqual({
        code: "NoSuchEntity",
        status: 404,
        message: `The Access Key with id ${key.accessKeyId} cannot be found`,
      });
    }
    expect(await refusal(iam.send(new CreateAccessKeyCommand({ UserName: "nobody" })))).toMatchObject({
      code: "NoSuchEntity",
      status: 404,
    });
  });

  it("of root are root's", async () => {
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({}));
    const second = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
    const { Arn } = await stsOf(emulator, second).send(new GetCallerIdentityCommand());
    expect([Arn, AccessKey?.UserName]).toEqual(["arn:aws:iam::111111111111:root", undefined]);
  });
});
