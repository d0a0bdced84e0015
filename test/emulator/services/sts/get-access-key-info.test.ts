import { GetAccessKeyInfoCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser, rootOf, stsOf } from "../iam/identities.ts";

describe("GetAccessKeyInfo", () => {
  let emulator: Emulator;
  let asker: SdkCredentials;
  beforeAll(async () => {
    emulator = await startTestEmulator({
      accountIds: ["111111111111", "999999999999", "000000000000"],
      rootKeys: { "000000000000": { accessKeyId: "AKIAEXAMPLEEXAMPLE00", secretAccessKey: "x".repeat(40) } },
    });
    asker = await makeUser(iamOf(emulator), "ada", [allow("sts:GetAccessKeyInfo")]);
  });
  afterAll(() => emulator.close());

  const ask = (AccessKeyId: string | undefined, credentials = asker) =>
    stsOf(emulator, credentials).send(new GetAccessKeyInfoCommand({ AccessKeyId }));

  it("tells the account of every key: one's own, another account's, a given one, a session's", async () => {
    expect(await ask(asker.accessKeyId)).toMatchObject({ Account: "111111111111" });
    expect(await ask(rootOf(emulator, 1).accessKeyId)).toMatchObject({ Account: "999999999999" });
    expect(await ask("AKIAEXAMPLEEXAMPLE00")).toMatchObject({ Account: "000000000000" });
    const { Credentials } = await stsOf(emulator, rootOf(emulator, 1)).send(new GetSessionTokenCommand());
    expect(await ask(Credentials?.AccessKeyId)).toMatchObject({ Account: "999999999999" });
  });

  it("reads the account in a key that nobody has, as AWS's ids carry it", async () => {
    expect(await ask("ASIAQNZGKIQY56JQ7WML")).toMatchObject({ Account: "029608264753" });
  });

  it("refuses what is no access key", async () => {
    expect(await refusal(ask("AKIA"))).toMatchObject({ code: "ValidationError", status: 400 });
    expect(await refusal(ask("not an access key id"))).toMatchObject({ code: "ValidationError", status: 400 });
    expect(await refusal(ask(undefined))).toMatchObject({ code: "ValidationError", status: 400 });
    expect(await refusal(ask("AIDAAAAAAAAAAAAAAAAAA"))).toMatchObject({ code: "ValidationError", status: 400 });
  });

  it("needs its permission", async () => {
    const bare = await makeUser(iamOf(emulator), "bare");
    expect(await refusal(ask(asker.accessKeyId, bare))).toEqual({
      code: "AccessDenied",
      status: 403,
      message:
        "User: arn:aws:iam::111111111111:user/bare is not authorized to perform: sts:GetAccessKeyInfo because no identity-based policy allows the sts:GetAccessKeyInfo action",
    });
  });
});
