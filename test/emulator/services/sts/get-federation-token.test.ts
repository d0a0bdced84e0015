import {
  CreatePolicyCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, GetFederationTokenCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser, policyDocument, sdkCredentials, stsOf } from "../iam/identities.ts";

describe("GetFederationToken", () => {
  let emulator: Emulator;
  let user: SdkCredentials;

  beforeAll(async () => {
    emulator = await startTestEmulator();
    user = await makeUser(iamOf(emulator), "ada", [allow("*")]);
  });
  afterAll(() => emulator.close());

  const federate = (more: object, credentials: SdkCredentials | undefined = user) =>
    stsOf(emulator, credentials).send(new GetFederationTokenCommand({ Name: "guest", ...more }));
  const lifetimeSeconds = (expiration: Date | undefined): number =>
    Math.round(((expiration?.getTime() ?? 0) - emulator.now().getTime()) / 1000);

  it("makes credentials of a federated user", async () => {
    const answer = await federate({});
    expect(answer.FederatedUser).toEqual({
      FederatedUserId: "111111111111:guest",
      Arn: "arn:aws:sts::111111111111:federated-user/guest",
    });
    expect(answer.PackedPolicySize).toBe(0);
    const { Arn, UserId } = await stsOf(emulator, sdkCredentials(answer.Credentials)).send(
      new GetCallerIdentityCommand(),
    );
    expect([Arn, UserId]).toEqual(["arn:aws:sts::111111111111:federated-user/guest", "111111111111:guest"]);
  });

  it("tells the size of a policy", async () => {
    const { PackedPolicySize } = await federate({ Policy: policyDocument(allow("s3:PutObject")) });
    expect(PackedPolicySize).toBeGreaterThan(0);
  });

  it("lives 12 hours, 36 at most, and an hour for root", async () => {
    expect(lifetimeSeconds((await federate({})).Credentials?.Expiration)).toBeCloseTo(43_200, -1);
    const longest = await federate({ DurationSeconds: 129_600 });
    expect(lifetimeSeconds(longest.Credentials?.Expiration)).toBeCloseTo(129_600, -1);
    const { accessKeyId = "", secretAccessKey = "" } = emulator.accounts[0] ?? {};
    const byRoot = await federate({ DurationSeconds: 129_600 }, { accessKeyId, secretAccessKey });
    expect(lifetimeSeconds(byRoot.Credentials?.Expiration)).toBeCloseTo(3600, -1);
    expect(await refusal(federate({ DurationSeconds: 129_601 }))).toEqual({
      code: "ValidationError",
      status: 400,
      message:
        "1 validation error detected: Value '129601' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 129600",
    });
  });

  it("needs the permission", async () => {
    const bare = await makeUser(iamOf(emulator), "bare");
    expect(await refusal(federate({}, bare))).toEqual({
      code: "AccessDenied",
      status: 403,
      message:
        "User: arn:aws:iam::111111111111:user/bare is not authorized to perform: sts:GetFederationToken on resource: arn:aws:sts::111111111111:federated-user/guest because no identity-based policy allows the sts:GetFederationToken action",
    });
  });

  it("needs one more permission for tags", async () => {
    const tagger = await makeUser(iamOf(emulator), "tagger", [allow("sts:GetFederationToken")]);
    await federate({}, tagger);
    const { message } = await refusal(federate({ Tags: [{ Key: "a", Value: "b" }] }, tagger));
    expect(message).toContain("is not authorized to perform: sts:TagSession");
  });

  it("refuses names and policies that are none", async () => {
    expect(await refusal(federate({ Name: "x" }))).toMatchObject({ code: "ValidationError", status: 400 });
    expect(await refusal(federate({ Name: "a b" }))).toMatchObject({ code: "ValidationError", status: 400 });
    expect(await refusal(federate({ Policy: "" }))).toMatchObject({ code: "ValidationError", status: 400 });
    expect(await refusal(federate({ Policy: " ".repeat(2049) }))).toMatchObject({
      code: "ValidationError",
      status: 400,
    });
    expect(await refusal(federate({ Policy: "[]" }))).toMatchObject({ code: "MalformedPolicyDocument", status: 400 });
    const arn = "arn:aws:iam::111111111111:policy/not-there";
    expect(await refusal(federate({ PolicyArns: [{ arn }] }))).toMatchObject({ code: "MalformedPolicyDocument" });
  });

  it("takes managed policies of the account", async () => {
    const PolicyDocument = policyDocument(allow("s3:GetObject"));
    const { Policy } = await iamOf(emulator).send(new CreatePolicyCommand({ PolicyName: "read", PolicyDocument }));
    const { PackedPolicySize } = await federate({ PolicyArns: [{ arn: Policy?.Arn }] });
    expect(PackedPolicySize).toBeGreaterThan(0);
  });

  it("makes a session that dies with the user", async () => {
    const iam = iamOf(emulator);
    const leaving = await makeUser(iam, "leaving", [allow("*")]);
    const { Credentials } = await federate({}, leaving);
    await iam.send(new DeleteAccessKeyCommand({ UserName: "leaving", AccessKeyId: leaving.accessKeyId }));
    await iam.send(new DeleteUserPolicyCommand({ UserName: "leaving", PolicyName: "rights" }));
    await iam.send(new DeleteUserCommand({ UserName: "leaving" }));
    await makeUser(iam, "leaving", [allow("*")]);
    const asked = stsOf(emulator, sdkCredentials(Credentials)).send(new GetCallerIdentityCommand());
    expect(await refusal(asked)).toMatchObject({ code: "InvalidClientTokenId", status: 403 });
  });
});
