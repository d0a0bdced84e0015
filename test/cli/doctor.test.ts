import { PutRolePolicyCommand, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import {
  DeletePublicAccessBlockCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketOwnershipControlsCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "../../src/cli/doctor/check.ts";
import {
  allow,
  iamOf,
  makeRole,
  makeUser,
  policyDocument,
  rootOf,
  trust,
} from "../emulator/services/iam/identities.ts";
import { BUCKET, type LeasingWorld, makeLeasingWorld } from "../lease/leasing-world.ts";
import { runCli } from "../support/cli.ts";
import type { SdkCredentials } from "../support/emulator.ts";

let world: LeasingWorld;
let operator: SdkCredentials;
beforeAll(async () => {
  world = await makeLeasingWorld();
  const rights = [
    "sts:AssumeRole",
    "iam:GetRole",
    "iam:SimulatePrincipalPolicy",
    "s3:GetBucket*",
    "s3:GetEncryption*",
    "s3:ListBucket",
  ];
  operator = await makeUser(iamOf(world.emulator), "operator", [allow(rights)]);
});
afterAll(() => world.close());

/** The findings of a run by their ids, with its exit code. */
async function examine(
  args: readonly string[],
  { scope = `s3://${BUCKET}/key`, caller = operator, region = world.emulator.region, role = world.roleArn } = {},
): Promise<{ exitCode: number | null; found: Readonly<Record<string, Finding>>; stderr: string }> {
  const { exitCode, stdout, stderr } = await runCli(["doctor", scope, "--role-arn", role, ...args, "--json"], {
    env: {
      AWS_ENDPOINT_URL: world.emulator.endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: caller.accessKeyId,
      AWS_SECRET_ACCESS_KEY: caller.secretAccessKey,
    },
  });
  const { findings = [] } = stdout === "" ? {} : (JSON.parse(stdout) as { findings: Finding[] });
  return { exitCode, found: Object.fromEntries(findings.map((finding) => [finding.id, finding])), stderr };
}

const statuses = (found: Readonly<Record<string, Finding>>): unknown =>
  Object.fromEntries(Object.values(found).map(({ id, status }) => [id, status]));

describe("keylease doctor", () => {
  it("finds all in order where it is, and shows by probes that the lease holds, without writing anything", async () => {
    const { exitCode, found } = await examine(["--probe"]);
    expect(statuses(found)).toEqual({
      ...{ endpoint: "ok", clock: "ok", caller: "ok", trust: "ok", permissions: "ok", bucket: "ok", ownership: "ok" },
      ...{ "public-access": "ok", encryption: "ok" },
      ...{
        "probe-mint": "ok",
        "probe-own-key": "ok",
        "probe-sibling": "ok",
        "probe-acl": "ok",
        "probe-chaining": "ok",
      },
    });
    expect(exitCode).toBe(0);
    expect(found.caller?.seen).toBe("arn:aws:iam::111111111111:user/operator, by environment variables");
    expect((await world.root.send(new ListObjectsV2Command({ Bucket: BUCKET }))).KeyCount).toBe(0);
    expect((await world.root.send(new ListMultipartUploadsCommand({ Bucket: BUCKET }))).Uploads ?? []).toEqual([]);
  });

  it("probes a prefix, and a scope with conditions", async () => {
    const prefix = await examine(["--probe", "--write-once"], { scope: `s3://${BUCKET}/inbox/` });
    expect(prefix.found["probe-own-key"]?.seen).toMatch(/^it can write inbox\/keylease-probe-/);
    expect(prefix.found["probe-sibling"]?.seen).toMatch(/^it cannot write inbox-keylease-probe-/);
    const tagged = await examine(["--probe", "--require-tag", "a=b", "--require-encryption", "AES256"]);
    expect(tagged.found["probe-own-key"]).toMatchObject({ status: "ok" });
  });

  it("says which region the bucket is in, and ends with 9", async () => {
    const { exitCode, found } = await examine([], { region: "eu-west-1" });
    expect(found.bucket).toMatchObject({ status: "fail", advice: "Give --region ap-northeast-1." });
    expect(exitCode).toBe(9);
  });

  it("says that there is no such bucket, nor such a role", async () => {
    const bucket = await examine([], { scope: "s3://no-such-bucket-here/key" });
    expect(bucket.found.bucket).toMatchObject({ status: "fail", seen: "there is no bucket no-such-bucket-here" });
    const role = await examine([], { role: "arn:aws:iam::111111111111:role/none" });
    expect(role.found.trust?.seen).toContain("NoSuchEntity");
    expect(role.found.trust?.status).toBe("fail");
  });

  it("says what the caller may not look at, and which right they need for it", async () => {
    const { found, exitCode } = await examine([], { caller: world.caller });
    for (const [id, right] of [
      ["trust", "iam:GetRole"],
      ["permissions", "iam:SimulatePrincipalPolicy"],
      ["ownership", "s3:GetBucketOwnershipControls"],
      ["public-access", "s3:GetBucketPublicAccessBlock"],
      ["encryption", "s3:GetEncryptionConfiguration"],
    ] as const) {
      expect(found[id], id).toMatchObject({ status: "skipped", advice: expect.stringContaining(right) });
    }
    // A refusal tells the region all the same.
    expect(found.bucket).toMatchObject({ status: "ok" });
    expect(exitCode).toBe(0);
  });

  it("sees that the root user can assume no role", async () => {
    const { found } = await examine([], { caller: rootOf(world.emulator) });
    expect(found.caller).toMatchObject({ status: "fail", advice: expect.stringContaining("root user") });
  });

  it("sees a role that does not let the caller in, or may not do what is leased, or not for so long", async () => {
    const iam = iamOf(world.emulator);
    const { arn } = await makeRole(iam, {
      name: "narrow",
      trustPolicy: trust({ Service: "ec2.amazonaws.com" }),
      statements: [allow("s3:PutObject")],
    });
    const narrow = await examine(["--probe"], { role: arn });
    expect(narrow.found.trust).toMatchObject({ status: "fail", seen: "the trust policy does not let the caller in" });
    expect(narrow.found.permissions).toMatchObject({
      status: "fail",
      seen: "the role may not s3:AbortMultipartUpload, s3:ListMultipartUploadParts",
    });
    expect(narrow.found["probe-mint"]).toMatchObject({ status: "fail", seen: expect.stringContaining("AccessDenied") });
    await iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: "narrow",
        PolicyDocument: trust({ AWS: "111111111111" }, { Condition: { StringEquals: { "sts:ExternalId": "x1" } } }),
      }),
    );
    expect((await examine([], { role: arn })).found.trust?.status).toBe("warn");
    expect((await examine(["--external-id", "x1"], { role: arn })).found.trust?.status).toBe("ok");
    expect((await examine(["--duration", "2h"])).found.trust).toMatchObject({
      status: "fail",
      advice: expect.stringContaining("3600s"),
    });
    await iam.send(
      new PutRolePolicyCommand({
        RoleName: "narrow",
        PolicyName: "rights",
        PolicyDocument: policyDocument(allow("s3:*"), { Effect: "Deny", Action: "s3:PutObject", Resource: "*" }),
      }),
    );
    const denied = await examine(["--external-id", "x1", "--probe"], { role: arn });
    expect(denied.found.permissions?.seen).toBe("the role is denied s3:PutObject");
    expect(denied.found["probe-own-key"]).toMatchObject({
      status: "fail",
      seen: expect.stringContaining("AccessDenied"),
    });
  });

  it("sees what stands against ACLs, and a bucket that may become public", async () => {
    expect((await examine(["--allow", "acl"])).found.ownership).toMatchObject({ status: "fail" });
    const Rules = [{ ObjectOwnership: "ObjectWriter" as const }];
    await world.root.send(new PutBucketOwnershipControlsCommand({ Bucket: BUCKET, OwnershipControls: { Rules } }));
    await world.root.send(new DeletePublicAccessBlockCommand({ Bucket: BUCKET }));
    const { found, exitCode } = await examine(["--probe"]);
    expect(found.ownership?.status).toBe("warn");
    expect(found["public-access"]).toMatchObject({ status: "warn", seen: expect.stringContaining("BlockPublicAcls") });
    expect(found["probe-acl"]).toMatchObject({ status: "ok", seen: "it cannot make its object public" });
    expect(exitCode).toBe(0);
  });

  it("tells people with marks, and refuses what can be no lease", async () => {
    const { accessKeyId, secretAccessKey } = operator;
    const env = {
      AWS_ENDPOINT_URL: world.emulator.endpoint.replace("127.0.0.1", "localhost"),
      ...{ AWS_REGION: "eu-west-1", AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey },
    };
    const { stdout } = await runCli(["doctor", `s3://${BUCKET}/key`, "--role-arn", world.roleArn], { env });
    expect(stdout).toMatch(/^! endpoint +http:\/\/localhost:\d+/);
    expect(stdout).toContain("\n✓ clock           as the service's\n");
    expect(stdout).toMatch(/\n✗ bucket +leased-bucket is in ap-northeast-1, .*\n +Give --region ap-northeast-1\.\n/);
    expect((await runCli(["doctor", `s3://${BUCKET}/`, "--role-arn", world.roleArn], { env })).exitCode).toBe(2);
  });

  it("says that nobody answers", async () => {
    const { found, exitCode } = await examine(["--endpoint-url", "http://127.0.0.1:9"]);
    expect(found.endpoint).toMatchObject({ status: "fail", seen: expect.stringContaining("nobody answers") });
    expect(exitCode).toBe(9);
  });
});
