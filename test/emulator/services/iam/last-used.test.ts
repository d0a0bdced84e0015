import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  GetRoleCommand,
  type IAMClient,
  ListUsersCommand,
} from "@aws-sdk/client-iam";
import { ListBucketsCommand, S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand } from "@aws-sdk/client-sts";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, assume, iamOf, makeRole, makeUser, rootOf, stsOf, trust } from "./identities.ts";

const NEVER = { ServiceName: "N/A", Region: "N/A" };

describe("the last use", () => {
  let emulator: Emulator;
  let iam: IAMClient;
  let ada: SdkCredentials & { readonly arn: string };
  beforeEach(async () => {
    emulator = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
    iam = iamOf(emulator);
    ada = await makeUser(iam, "ada");
  });
  afterEach(() => emulator.close());

  const lastUse = async (AccessKeyId = ada.accessKeyId, client = iam) => {
    const { UserName, AccessKeyLastUsed } = await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
    return { UserName, ...AccessKeyLastUsed };
  };
  const identify = (credentials: SdkCredentials = ada) =>
    stsOf(emulator, credentials).send(new GetCallerIdentityCommand());
  /** The emulator's present time as the last use shows it. */
  const now = () => new Date(Math.floor(emulator.now().getTime() / 60_000) * 60_000);

  it("of a key that was never used is not there", async () => {
    expect(await lastUse()).toEqual({ UserName: "ada", ...NEVER });
  });

  it("of a key is the last request that it signed, to the minute, with service and region", async () => {
    await identify();
    const region = "ap-northeast-1";
    const LastUsedDate = expect.any(Date);
    expect(await lastUse()).toEqual({ UserName: "ada", LastUsedDate, ServiceName: "sts", Region: region });
    expect((await lastUse()).LastUsedDate?.getTime()).toBe((await lastUse()).LastUsedDate?.setUTCSeconds(0, 0));
    await refusal(new S3Client(clientConfig(emulator, ada)).send(new ListBucketsCommand()));
    expect(await lastUse()).toEqual({ UserName: "ada", LastUsedDate, ServiceName: "s3", Region: region });
    emulator.advanceClock(3600);
    const before = now();
    await refusal(iamOf(emulator, ada).send(new ListUsersCommand()));
    const { LastUsedDate: at, ...where } = await lastUse();
    expect(where).toEqual({ UserName: "ada", ServiceName: "iam", Region: "us-east-1" });
    expect(at?.getTime()).toBeGreaterThanOrEqual(before.getTime());
  });

  it("of a key is not a request with a wrong signature", async () => {
    expect(await refusal(identify({ ...ada, secretAccessKey: "wrong" }))).toMatchObject({
      code: "SignatureDoesNotMatch",
    });
    expect(await lastUse()).toEqual({ UserName: "ada", ...NEVER });
  });

  it("of the root user's key has no user name", async () => {
    const { accessKeyId } = rootOf(emulator);
    expect(await lastUse(accessKeyId)).toMatchObject({ UserName: undefined, ServiceName: "iam" });
  });

  it("of a role is the last request of any of its sessions", async () => {
    const caller = await makeUser(iam, "caller", [allow("sts:AssumeRole")]);
    const { arn } = await makeRole(iam, { name: "worker", trustPolicy: trust({ AWS: caller.arn }) });
    const roleLastUsed = async () => (await iam.send(new GetRoleCommand({ RoleName: "worker" }))).Role?.RoleLastUsed;
    const session = await assume(stsOf(emulator, caller), arn);
    expect(await roleLastUsed()).toEqual({});
    await identify(session);
    expect(await roleLastUsed()).toEqual({ LastUsedDate: expect.any(Date), Region: "ap-northeast-1" });
  });

  it("of a key is told to those alone who may ask of its user", async () => {
    const own = iamOf(emulator, await makeUser(iam, "eve", [allow("iam:GetAccessKeyLastUsed", `${ada.arn}`)]));
    await lastUse(ada.accessKeyId, own);
    const { message } = await refusal(lastUse(rootOf(emulator).accessKeyId, own));
    expect(message).toContain("not authorized to perform: iam:GetAccessKeyLastUsed on resource: arn:aws:iam::");
  });

  it("of an unknown, deleted or foreign key is told to nobody, and all are refused alike", async () => {
    await identify();
    await iam.send(new DeleteAccessKeyCommand({ UserName: "ada", AccessKeyId: ada.accessKeyId }));
    for (const id of ["AKIAAAAAAAAAAAAAAAAA", ada.accessKeyId, rootOf(emulator, 1).accessKeyId]) {
      expect(await refusal(lastUse(id))).toEqual({
        code: "AccessDenied",
        status: 403,
        message: `User: arn:aws:iam::111111111111:root is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${id}`,
      });
    }
  });

  it("is kept in the data directory", async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), "keylease-test-"));
    try {
      const first = await startTestEmulator({ dataDirectory });
      const bob = await makeUser(iamOf(first), "bob");
      await stsOf(first, bob).send(new GetCallerIdentityCommand());
      await first.close();
      const second = await startTestEmulator({ dataDirectory });
      expect(await lastUse(bob.accessKeyId, iamOf(second))).toMatchObject({ UserName: "bob", ServiceName: "sts" });
      await second.close();
    } finally {
      rmSync(dataDirectory, { recursive: true });
    }
  });
});
