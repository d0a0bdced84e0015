import { DeleteAccessKeyCommand, DeleteUserCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { assume, iamOf, makeRole, makeUser, sdkCredentials, stsOf, trust } from "../iam/identities.ts";

describe("GetSessionToken", () => {
  let emulator: Emulator;
  let user: SdkCredentials & { readonly arn: string; readonly userId: string };

  beforeAll(async () => {
    emulator = await startTestEmulator();
    user = await makeUser(iamOf(emulator), "ada");
  });
  afterAll(() => emulator.close());

  const token = async (credentials?: SdkCredentials, input = {}) =>
    (await stsOf(emulator, credentials).send(new GetSessionTokenCommand(input))).Credentials;

  it("needs no permission, and keeps the user's identity", async () => {
    const session = sdkCredentials(await token(user));
    const { Arn, UserId } = await stsOf(emulator, session).send(new GetCallerIdentityCommand());
    expect([Arn, UserId]).toEqual([user.arn, user.userId]);
    expect(session.accessKeyId).toMatch(/^ASIA/);
  });

  it("keeps root's identity, for an hour", async () => {
    const credentials = await token(undefined, { DurationSeconds: 129_600 });
    const { Arn } = await stsOf(emulator, sdkCredentials(credentials)).send(new GetCallerIdentityCommand());
    expect(Arn).toBe("arn:aws:iam::111111111111:root");
    const seconds = ((credentials?.Expiration?.getTime() ?? 0) - emulator.now().getTime()) / 1000;
    expect(seconds).toBeLessThanOrEqual(3600);
  });

  it("counts as a session where a role is assumed with it", async () => {
    const { arn } = await makeRole(iamOf(emulator), { name: "open", trustPolicy: trust({ AWS: user.arn }) });
    const sts = stsOf(emulator, sdkCredentials(await token(user)));
    await assume(sts, arn);
  });

  it("refuses a duration that is out of range, and MFA codes", async () => {
    expect(await refusal(token(user, { DurationSeconds: 899 }))).toMatchObject({
      code: "ValidationError",
      status: 400,
    });
    const mfa = { SerialNumber: "arn:aws:iam::111111111111:mfa/ada", TokenCode: "123456" };
    expect(await refusal(token(user, mfa))).toMatchObject({ code: "AccessDenied", status: 403 });
  });

  it("dies with the user, and a namesake does not revive it", async () => {
    const iam = iamOf(emulator);
    const leaving = await makeUser(iam, "leaving");
    const session = sdkCredentials(await token(leaving));
    await iam.send(new DeleteAccessKeyCommand({ UserName: "leaving", AccessKeyId: leaving.accessKeyId }));
    await iam.send(new DeleteUserCommand({ UserName: "leaving" }));
    await makeUser(iam, "leaving");
    const asked = stsOf(emulator, session).send(new GetCallerIdentityCommand());
    expect(await refusal(asked)).toMatchObject({ code: "InvalidClientTokenId", status: 403 });
  });
});
