import { fromInstanceMetadata } from "@aws-sdk/credential-providers";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { callerOfSession } from "../../../../src/emulator/state/callers.ts";
import { instanceProfiles, roles } from "../../../../src/emulator/state/identities.ts";
import { type MetadataStage, metadataStage, PROFILE, PROFILE_ARN, ROLE, trusting } from "./stage.ts";

const IAM = "/latest/meta-data/iam/";

interface Delivered {
  readonly Code: string;
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly Token: string;
  readonly Expiration: string;
  readonly LastUpdated: string;
}

describe("An instance's role credentials", () => {
  let stage: MetadataStage;
  beforeEach(async () => {
    stage = await metadataStage();
  });
  afterEach(() => stage.close());

  const json = async (path: string): Promise<Record<string, string>> => JSON.parse((await stage.get(IAM + path)).body);
  const credentials = async (): Promise<Delivered> =>
    (await json("security-credentials/web-role")) as unknown as Delivered;

  it("are listed under the role's name, not the profile's", async () => {
    expect((await stage.get(IAM)).body).toBe("info\nsecurity-credentials/");
    expect((await stage.get(`${IAM}security-credentials/`)).body).toBe("web-role");
    expect((await stage.get(`${IAM}security-credentials/web`)).status).toBe(404);
    expect(await json("info")).toEqual({
      Code: "Success",
      LastUpdated: "2026-11-23T20:30:00Z",
      InstanceProfileArn: PROFILE_ARN,
      InstanceProfileId: PROFILE.instanceProfileId,
    });
  });

  it("are a session of the role, named after the instance, for six hours", async () => {
    const text = (await stage.get(`${IAM}security-credentials/web-role`)).body;
    expect(text).toContain('  "Code" : "Success",\n');
    const { AccessKeyId, Token, Expiration } = await credentials();
    expect([AccessKeyId, Expiration]).toEqual([expect.stringMatching(/^ASIA[A-Z2-7]{16}$/), "2026-11-24T02:30:00Z"]);
    const session = stage.state.sessions.open(Token);
    expect(session).toMatchObject({
      accessKeyId: AccessKeyId,
      sourceInstanceArn: "arn:aws:ec2:ap-northeast-1:111111111111:instance/i-0123456789abcdef0",
    });
    const caller = session === undefined ? undefined : callerOfSession(stage.state, session);
    expect(caller?.arn).toBe("arn:aws:sts::111111111111:assumed-role/web-role/i-0123456789abcdef0");
  });

  it("stay the same until it is time for new ones, which are ready before the old ones end", async () => {
    const first = await credentials();
    stage.state.clock.advance((6 * 3600 - 900) * 1000 - 1000);
    expect(await credentials()).toEqual(first);
    stage.state.clock.advance(2000);
    const second = await credentials();
    expect(second.AccessKeyId).not.toBe(first.AccessKeyId);
    expect(new Date(first.Expiration).getTime() - stage.state.clock.now().getTime()).toBeGreaterThan(300_000);
  });

  it("are found by AWS's SDK, where tokens are required too", async () => {
    await stage.options({ httpTokens: "required" });
    const provider = fromInstanceMetadata({ maxRetries: 0, timeout: 5000 });
    const variable = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
    const before = process.env[variable];
    process.env[variable] = stage.url;
    try {
      const { AccessKeyId } = await credentialsWithToken();
      expect(await provider()).toMatchObject({ accessKeyId: AccessKeyId, expiration: expect.any(Date) });
    } finally {
      if (before === undefined) delete process.env[variable];
      else process.env[variable] = before;
    }
  });

  const credentialsWithToken = async (): Promise<Delivered> => {
    const headers = { "X-aws-ec2-metadata-token": await stage.token() };
    return JSON.parse((await stage.get(`${IAM}security-credentials/web-role`, headers)).body) as Delivered;
  };

  it("are not given where the role does not trust EC2, and come back when it does", async () => {
    await stage.putRole({ trustPolicy: trusting("lambda.amazonaws.com") });
    expect(await json("info")).toMatchObject({ Code: "AssumeRoleUnauthorizedAccess" });
    const refused = await json("security-credentials/web-role");
    expect(Object.keys(refused)).toEqual(["Code", "Message", "LastUpdated"]);
    expect(refused).toMatchObject({ Code: "AssumeRoleUnauthorizedAccess" });
    await stage.putRole({});
    expect(await credentials()).toMatchObject({ Code: "Success" });
  });

  it("are not given on when the trust is taken away after they were delivered", async () => {
    await credentials();
    await stage.putRole({ trustPolicy: trusting("lambda.amazonaws.com") });
    expect(await json("security-credentials/web-role")).not.toHaveProperty("Token");
  });

  it("are new for a role that was made again under the same name", async () => {
    const { AccessKeyId } = await credentials();
    await stage.putRole({ roleId: "AROABBBBBBBBBBBBBBBBB" });
    expect((await credentials()).AccessKeyId).not.toBe(AccessKeyId);
  });

  it("are absent where the profile is gone, was made again, or has no role", async () => {
    const { store } = stage.state;
    const { roleName: _none, ...empty } = PROFILE;
    await store.transaction((writer) => instanceProfiles.put(writer, empty));
    expect(await json("info")).toMatchObject({ Code: "Success", Message: "The instance profile has no role." });
    expect((await stage.get(`${IAM}security-credentials/`)).status).toBe(404);
    const namesake = { ...PROFILE, instanceProfileId: "AIPABBBBBBBBBBBBBBBBB" };
    await store.transaction((writer) => instanceProfiles.put(writer, namesake));
    expect(await json("info")).toMatchObject({ Code: "InstanceProfileNotFound" });
    expect((await stage.get(`${IAM}security-credentials/`)).status).toBe(404);
    await store.transaction((writer) => instanceProfiles.remove(writer, PROFILE));
    expect(await json("info")).toMatchObject({ Code: "InstanceProfileNotFound" });
  });

  it("are absent where the role was deleted", async () => {
    await stage.state.store.transaction((writer) => roles.remove(writer, ROLE));
    expect((await stage.get(`${IAM}security-credentials/`)).status).toBe(404);
  });

  it("are absent where the instance has no profile", async () => {
    await stage.change({ instanceProfile: undefined as never });
    expect((await stage.get(IAM)).status).toBe(404);
    expect((await stage.get("/latest/meta-data/")).body).not.toContain("iam/");
  });
});
