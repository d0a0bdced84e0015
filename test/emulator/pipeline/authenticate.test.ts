import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Emulator, startEmulator } from "../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../support/emulator.ts";

describe("authentication", () => {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startTestEmulator();
  });
  afterEach(() => emulator.close());

  const ask = (config: ReturnType<typeof clientConfig>) => new STSClient(config).send(new GetCallerIdentityCommand());

  it("takes STS's global region beside the emulator's own, and no other", async () => {
    const config = clientConfig(emulator);
    await expect(ask({ ...config, region: "us-east-1" })).resolves.toMatchObject({ Account: "111111111111" });
    expect(await refusal(ask({ ...config, region: "eu-west-1" }))).toEqual({
      code: "SignatureDoesNotMatch",
      status: 403,
      message: "Credential should be scoped to a valid region. ",
    });
  });

  it("refuses a token that it did not make, and a session key without its token", async () => {
    const [root] = emulator.accounts;
    const credentials = { accessKeyId: root?.accessKeyId ?? "", secretAccessKey: root?.secretAccessKey ?? "" };
    const forged = await refusal(ask(clientConfig(emulator, { ...credentials, sessionToken: "Zm9yZ2Vk".repeat(20) })));
    expect(forged).toMatchObject({ code: "InvalidClientTokenId", status: 403 });
    const bare = await refusal(ask(clientConfig(emulator, { ...credentials, accessKeyId: `ASIA${"A".repeat(16)}` })));
    expect(bare).toMatchObject({ code: "InvalidClientTokenId", status: 403 });
  });

  it("takes clients that sign with their own clock after the emulator's was moved", async () => {
    emulator.advanceClock(7 * 86_400);
    await expect(ask(clientConfig(emulator))).resolves.toMatchObject({ Account: "111111111111" });
  });

  it("refuses a client whose clock is wrong by more than five minutes", async () => {
    const config = { ...clientConfig(emulator), systemClockOffset: -6 * 60_000 };
    const answer = await refusal(ask(config));
    expect(answer).toMatchObject({ code: "SignatureDoesNotMatch", status: 403 });
    expect(answer.message).toMatch(
      /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
    );
  });

  it("remembers what it refused, by request id", async () => {
    const stranger = { accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey: "x".repeat(40) };
    const error = await ask(clientConfig(emulator, stranger)).catch((thrown) => thrown);
    expect(emulator.explain(error.$metadata.requestId)).toMatchObject({
      service: "sts",
      status: 403,
      error: { code: "InvalidClientTokenId" },
      decisions: [],
    });
  });
});

describe("an emulator's accounts", () => {
  it("each have a root key of their own", async () => {
    const emulator = await startEmulator({ accountIds: ["111111111111", "222222222222"] });
    try {
      for (const { accountId, ...credentials } of emulator.accounts) {
        const client = new STSClient(clientConfig(emulator, credentials));
        await expect(client.send(new GetCallerIdentityCommand())).resolves.toMatchObject({ Account: accountId });
      }
    } finally {
      await emulator.close();
    }
  });

  it("take the root key that is given", async () => {
    const key = { accessKeyId: `AKIA${"B".repeat(16)}`, secretAccessKey: "s".repeat(40) };
    const emulator = await startTestEmulator({ rootKeys: { "111111111111": key } });
    try {
      expect(emulator.accounts).toEqual([{ accountId: "111111111111", ...key }]);
    } finally {
      await emulator.close();
    }
  });
});
