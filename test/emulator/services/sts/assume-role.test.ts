import { AssumeRoleCommand, GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, assume, iamOf, makeRole, makeUser, policyDocument, stsOf, trust } from "../iam/identities.ts";

describe("AssumeRole", () => {
  let emulator: Emulator;
  let user: SdkCredentials;
  let role: { readonly arn: string; readonly roleId: string };

  beforeAll(async () => {
    emulator = await startTestEmulator();
    const iam = iamOf(emulator);
    user = await makeUser(iam, "ada", [allow("sts:AssumeRole")]);
    role = await makeRole(iam, { name: "uploader", trustPolicy: trust({ AWS: "111111111111" }) });
  });
  afterAll(() => emulator.close());

  it("answers credentials that act as the role's session", async () => {
    const answer = await stsOf(emulator, user).send(
      new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: "job-7" }),
    );
    expect(answer.AssumedRoleUser).toEqual({
      AssumedRoleId: `${role.roleId}:job-7`,
      Arn: "arn:aws:sts::111111111111:assumed-role/uploader/job-7",
    });
    expect(answer.Credentials?.AccessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(answer.PackedPolicySize).toBeUndefined();
    expect(answer.SourceIdentity).toBeUndefined();
    const session = {
      accessKeyId: answer.Credentials?.AccessKeyId ?? "",
      secretAccessKey: answer.Credentials?.SecretAccessKey ?? "",
      sessionToken: answer.Credentials?.SessionToken ?? "",
    };
    const { Arn, UserId, Account } = await stsOf(emulator, session).send(new GetCallerIdentityCommand());
    expect({ Arn, UserId, Account }).toEqual({
      Arn: "arn:aws:sts::111111111111:assumed-role/uploader/job-7",
      UserId: `${role.roleId}:job-7`,
      Account: "111111111111",
    });
  });

  it("lives an hour unless told otherwise, in whole seconds", async () => {
    const before = Math.floor(emulator.now().getTime() / 1000);
    const { Credentials } = await stsOf(emulator, user).send(
      new AssumeRoleCommand({ RoleArn: role.arn, RoleSessionName: "job" }),
    );
    const expiry = (Credentials?.Expiration?.getTime() ?? 0) / 1000;
    expect(Number.isInteger(expiry)).toBe(true);
    expect(expiry - 3600).toBeGreaterThanOrEqual(before);
    expect(expiry - 3600).toBeLessThanOrEqual(emulator.now().getTime() / 1000);
  });

  it("refuses root", async () => {
    const answer = await refusal(assume(stsOf(emulator), role.arn));
    expect(answer).toEqual({
      code: "AccessDenied",
      status: 403,
      message: "Roles may not be assumed by root accounts.",
    });
  });

  it("tells how much of the space a session policy takes", async () => {
    const size = async (resources: number): Promise<number> => {
      const resource = Array.from({ length: resources }, (_, i) => `arn:aws:s3:::bucket/key-${i}`);
      const { PackedPolicySize } = await stsOf(emulator, user).send(
        new AssumeRoleCommand({
          RoleArn: role.arn,
          RoleSessionName: "job",
          Policy: policyDocument(allow("s3:PutObject", resource)),
        }),
      );
      return PackedPolicySize ?? 0;
    };
    const sizes = [await size(1), await size(10), await size(30)];
    expect(sizes).toEqual([...sizes].sort((a, b) => a - b));
    expect(sizes[0]).toBeGreaterThan(0);
    expect(sizes[2]).toBeLessThanOrEqual(100);
  });
});
