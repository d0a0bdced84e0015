import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../support/emulator.ts";

describe("GetCallerIdentity", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startTestEmulator();
  });
  afterAll(() => emulator.close());

  it("tells the root user who they are", async () => {
    const { Account, Arn, UserId } = await new STSClient(clientConfig(emulator)).send(new GetCallerIdentityCommand());
    expect({ Account, Arn, UserId }).toEqual({
      Account: "111111111111",
      Arn: "arn:aws:iam::111111111111:root",
      UserId: "111111111111",
    });
  });

  it("refuses a key that does not exist", async () => {
    const stranger = { accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey: "x".repeat(40) };
    const answer = await refusal(new STSClient(clientConfig(emulator, stranger)).send(new GetCallerIdentityCommand()));
    expect(answer).toEqual({
      code: "InvalidClientTokenId",
      status: 403,
      message: "The security token included in the request is invalid.",
    });
  });

  it("refuses a wrong secret", async () => {
    const { accessKeyId = "" } = emulator.accounts[0] ?? {};
    const forged = { accessKeyId, secretAccessKey: "x".repeat(40) };
    const answer = await refusal(new STSClient(clientConfig(emulator, forged)).send(new GetCallerIdentityCommand()));
    expect(answer).toMatchObject({ code: "SignatureDoesNotMatch", status: 403 });
  });
});
