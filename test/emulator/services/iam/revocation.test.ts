import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  DeleteRolePolicyCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import {
  CreateBucketCommand,
  DeleteBucketPolicyCommand,
  HeadObjectCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { temporaryDirectories } from "../../../support/temporary-directory.ts";

const Bucket = "revoked";
const ROUNDS = 3;

const policy = (statement: object): string => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
const ALLOWED = policy({ Effect: "Allow", Action: "s3:*", Resource: "*" });
const REVOKED = policy({ Effect: "Deny", Action: "*", Resource: "*" });

/** How rights are taken away and given back. */
interface Revocation {
  readonly by: string;
  readonly whose: "user" | "session";
  revoke(): Promise<unknown>;
  restore(): Promise<unknown>;
}

/**
 * What was read of a caller for the last request is not to be believed for the next one. The caller is kept busy all the
 * while, so that whatever an emulator might keep of it was read a moment ago, and again while the revocation was written.
 */
describe("with a data directory, the first request after a revocation is refused", () => {
  const newDirectory = temporaryDirectories();
  let emulator: Emulator;
  let iam: IAMClient;
  let root: S3Client;
  let keyId: string;
  const credentials: { user?: SdkCredentials; session?: SdkCredentials } = {};

  beforeAll(async () => {
    emulator = await startTestEmulator({ dataDirectory: newDirectory(), fsync: false });
    const config = clientConfig(emulator);
    iam = new IAMClient(config);
    root = new S3Client({ ...config, forcePathStyle: true });
    const LocationConstraint = "ap-northeast-1";
    await root.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint } }));
    await root.send(new PutObjectCommand({ Bucket, Key: "key", Body: "bytes" }));
    await iam.send(new CreateUserCommand({ UserName: "user" }));
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "user" }));
    keyId = AccessKey?.AccessKeyId ?? "";
    credentials.user = { accessKeyId: keyId, secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
    await putUserPolicy(ALLOWED);
    const trust = policy({ Effect: "Allow", Principal: { AWS: "111111111111" }, Action: "sts:AssumeRole" });
    await iam.send(new CreateRoleCommand({ RoleName: "role", AssumeRolePolicyDocument: trust }));
    await putRolePolicy("rights", ALLOWED);
    await iam.send(
      new PutUserPolicyCommand({
        UserName: "user",
        PolicyName: "assume",
        PolicyDocument: policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }),
      }),
    );
    const sts = new STSClient(clientConfig(emulator, credentials.user));
    const RoleArn = "arn:aws:iam::111111111111:role/role";
    const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "session" }));
    credentials.session = {
      accessKeyId: Credentials?.AccessKeyId ?? "",
      secretAccessKey: Credentials?.SecretAccessKey ?? "",
      sessionToken: Credentials?.SessionToken ?? "",
    };
  });
  afterAll(() => emulator.close());

  const putUserPolicy = (PolicyDocument: string): Promise<unknown> =>
    iam.send(new PutUserPolicyCommand({ UserName: "user", PolicyName: "rights", PolicyDocument }));
  const putRolePolicy = (PolicyName: string, PolicyDocument: string): Promise<unknown> =>
    iam.send(new PutRolePolicyCommand({ RoleName: "role", PolicyName, PolicyDocument }));
  const setKey = (Status: "Active" | "Inactive"): Promise<unknown> =>
    iam.send(new UpdateAccessKeyCommand({ UserName: "user", AccessKeyId: keyId, Status }));

  const revocations: readonly Revocation[] = [
    {
      by: "an access key that is made inactive",
      whose: "user",
      revoke: () => setKey("Inactive"),
      restore: () => setKey("Active"),
    },
    {
      by: "a user's policy that is deleted",
      whose: "user",
      revoke: () => iam.send(new DeleteUserPolicyCommand({ UserName: "user", PolicyName: "rights" })),
      restore: () => putUserPolicy(ALLOWED),
    },
    {
      by: "a denial that is put on the session's role",
      whose: "session",
      revoke: () => putRolePolicy("AWSRevokeOlderSessions", REVOKED),
      restore: () => iam.send(new DeleteRolePolicyCommand({ RoleName: "role", PolicyName: "AWSRevokeOlderSessions" })),
    },
    {
      by: "a denial that is put on the bucket",
      whose: "session",
      revoke: () =>
        root.send(
          new PutBucketPolicyCommand({
            Bucket,
            Policy: policy({
              Effect: "Deny",
              Principal: { AWS: "arn:aws:iam::111111111111:role/role" },
              Action: "s3:*",
              Resource: `arn:aws:s3:::${Bucket}/*`,
            }),
          }),
        ),
      restore: () => root.send(new DeleteBucketPolicyCommand({ Bucket })),
    },
  ];

  it.each(revocations)("by $by", async ({ whose, revoke, restore }) => {
    const caller = new S3Client({ ...clientConfig(emulator, credentials[whose]), forcePathStyle: true });
    const status = (Key = "key"): Promise<number> =>
      caller.send(new HeadObjectCommand({ Bucket, Key })).then(
        ({ $metadata }) => $metadata.httpStatusCode ?? 0,
        (error: { $metadata?: { httpStatusCode?: number } }) => error.$metadata?.httpStatusCode ?? 0,
      );
    for (let round = 0; round < ROUNDS; round++) {
      expect(await status()).toBe(200);
      let isRevoked = false;
      const busy = Array.from({ length: 4 }, async (_, i) => {
        while (!isRevoked) {
          if (i % 2 === 0) await status();
          else await caller.send(new PutObjectCommand({ Bucket, Key: `key ${i}`, Body: "bytes" })).catch(() => {});
        }
      });
      try {
        await revoke();
        expect(await Promise.all([status(), status(), status()])).toEqual([403, 403, 403]);
      } finally {
        isRevoked = true;
        await Promise.all(busy);
        await restore();
      }
    }
    expect(await status()).toBe(200);
    caller.destroy();
  });
});
