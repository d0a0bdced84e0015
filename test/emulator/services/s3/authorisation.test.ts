import {
  GetObjectCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, assume, iamOf, makeRole, makeUser, policyDocument, rootOf, stsOf, trust } from "../iam/identities.ts";
import { makeBucket, refusedWith, s3Of, sendAnonymous, sendSigned } from "./world.ts";

const Bucket = "guarded";
const ARN = `arn:aws:s3:::${Bucket}`;

describe("who may do what in S3", () => {
  let emulator: Emulator;
  let s3: S3Client;
  let users = 0;
  beforeAll(async () => {
    emulator = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket, { ownership: "ObjectWriter" });
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "body" }));
  });
  afterAll(() => emulator.close());

  const user = (
    ...statements: readonly Readonly<Record<string, unknown>>[]
  ): Promise<SdkCredentials & { arn: string }> => makeUser(iamOf(emulator), `user-${++users}`, statements);
  const denied = (arn: string, action: string, resource: string, reason: string) => ({
    code: "AccessDenied",
    status: 403,
    message: `User: ${arn} is not authorized to perform: ${action} on resource: "${resource}" ${reason}`,
  });

  it("says of a user which action on which resource no policy allows, the ARN in quotes", async () => {
    const nobody = await user();
    const put = s3Of(emulator, nobody).send(new PutObjectCommand({ Bucket, Key: "a/b", Body: "x" }));
    const reason = "because no identity-based policy allows the s3:PutObject action";
    expect(await refusal(put)).toEqual(denied(nobody.arn, "s3:PutObject", `${ARN}/a/b`, reason));
  });

  it("names no resource where there is none", async () => {
    const nobody = await user();
    expect(await refusal(s3Of(emulator, nobody).send(new ListBucketsCommand({})))).toEqual({
      code: "AccessDenied",
      status: 403,
      message: `User: ${nobody.arn} is not authorized to perform: s3:ListAllMyBuckets because no identity-based policy allows the s3:ListAllMyBuckets action`,
    });
  });

  it("names the session policy of a session that lacks the action, and the explicit deny where there is one", async () => {
    const caller = await user(allow("sts:AssumeRole"));
    const { arn } = await makeRole(iamOf(emulator), {
      name: "uploader",
      trustPolicy: trust({ AWS: "111111111111" }),
      statements: [allow("s3:*")],
    });
    const session = async (...statements: readonly object[]): Promise<S3Client> => {
      const Policy = policyDocument(...(statements as Record<string, unknown>[]));
      return s3Of(emulator, await assume(stsOf(emulator, caller), arn, { Policy }));
    };
    const sessionArn = "arn:aws:sts::111111111111:assumed-role/uploader/session";
    const confined = await session(allow("s3:PutObject", `${ARN}/only`));
    await confined.send(new PutObjectCommand({ Bucket, Key: "only", Body: "x" }));
    const other = confined.send(new PutObjectCommand({ Bucket, Key: "other", Body: "x" }));
    const reason = "because no session policy allows the s3:PutObject action";
    expect(await refusal(other)).toEqual(denied(sessionArn, "s3:PutObject", `${ARN}/other`, reason));

    const forbidden = await session(allow("s3:*"), { Effect: "Deny", Action: "s3:PutObject", Resource: `${ARN}/*` });
    const put = forbidden.send(new PutObjectCommand({ Bucket, Key: "k2", Body: "x" }));
    const explicit = "with an explicit deny in a session policy";
    expect(await refusal(put)).toEqual(denied(sessionArn, "s3:PutObject", `${ARN}/k2`, explicit));
  });

  it("tells strangers nothing: not anonymous callers, not other accounts", async () => {
    const nothing = { code: "AccessDenied", status: 403, message: "Access Denied" };
    for (const method of ["GET", "PUT", "DELETE"]) {
      expect(refusedWith(await sendAnonymous(emulator, { method, path: `/${Bucket}/k` }))).toEqual(nothing);
    }
    const foreigner = rootOf(emulator, 1);
    expect(refusedWith(await sendSigned(emulator, { path: `/${Bucket}/k` }, foreigner))).toEqual(nothing);
  });

  it("needs s3:PutObjectAcl besides s3:PutObject where an upload brings an ACL", async () => {
    const uploader = await user(allow("s3:PutObject"));
    const client = s3Of(emulator, uploader);
    await client.send(new PutObjectCommand({ Bucket, Key: "no-acl", Body: "x" }));
    const reason = "because no identity-based policy allows the s3:PutObjectAcl action";
    const expected = denied(uploader.arn, "s3:PutObjectAcl", `${ARN}/acl`, reason);
    for (const how of [
      { ACL: "private" },
      { GrantRead: 'uri="http://acs.amazonaws.com/groups/s3/LogDelivery"' },
    ] as const) {
      expect(await refusal(client.send(new PutObjectCommand({ Bucket, Key: "acl", Body: "x", ...how })))).toEqual(
        expected,
      );
    }
    const both = await user(allow(["s3:PutObject", "s3:PutObjectAcl"]));
    await s3Of(emulator, both).send(new PutObjectCommand({ Bucket, Key: "acl", Body: "x", ACL: "private" }));
  });

  it("needs s3:GetObject for If-Match, which tells about what is there", async () => {
    const uploader = await user(allow("s3:PutObject"));
    const put = s3Of(emulator, uploader).send(new PutObjectCommand({ Bucket, Key: "k", Body: "x", IfMatch: '"a"' }));
    const reason = "because no identity-based policy allows the s3:GetObject action";
    expect(await refusal(put)).toEqual(denied(uploader.arn, "s3:GetObject", `${ARN}/k`, reason));
  });

  it("needs s3:GetObjectVersion, and that alone, where a version is named", async () => {
    const [plain, versioned] = [await user(allow("s3:GetObject")), await user(allow("s3:GetObjectVersion"))];
    const read = (VersionId: string | undefined, credentials: SdkCredentials): Promise<unknown> =>
      s3Of(emulator, credentials).send(new GetObjectCommand({ Bucket, Key: "k", ...(VersionId ? { VersionId } : {}) }));
    await read(undefined, plain);
    await read("null", versioned);
    expect(await refusal(read("null", plain))).toMatchObject({ code: "AccessDenied" });
    expect(await refusal(read(undefined, versioned))).toMatchObject({ code: "AccessDenied" });
  });

  it("tells that a key is missing only to those who may list", async () => {
    const reader = await user(allow("s3:GetObject"));
    const missing = s3Of(emulator, reader).send(new GetObjectCommand({ Bucket, Key: "missing" }));
    const reason = "because no identity-based policy allows the s3:ListBucket action";
    expect(await refusal(missing)).toEqual(denied(reader.arn, "s3:ListBucket", ARN, reason));
    const head = await sendSigned(emulator, { method: "HEAD", path: `/${Bucket}/missing` }, reader);
    expect([head.status, head.body]).toEqual([403, ""]);
    const lister = await user(allow("s3:GetObject"), allow("s3:ListBucket", ARN));
    const honest = s3Of(emulator, lister).send(new GetObjectCommand({ Bucket, Key: "missing" }));
    expect(await refusal(honest)).toMatchObject({ code: "NoSuchKey", status: 404 });
  });

  it("does not take a right to list a prefix for a right to see the bucket", async () => {
    const lister = await user({ ...allow("s3:ListBucket", ARN), Condition: { StringLike: { "s3:prefix": "a/*" } } });
    expect(await refusal(s3Of(emulator, lister).send(new HeadBucketCommand({ Bucket })))).toMatchObject({
      status: 403,
    });
  });

  it("says that a bucket is missing to everybody", async () => {
    const nobody = await user();
    const call = s3Of(emulator, nobody).send(new GetObjectCommand({ Bucket: "no-such", Key: "k" }));
    expect(await refusal(call)).toMatchObject({ code: "NoSuchBucket", status: 404 });
    expect(refusedWith(await sendAnonymous(emulator, { path: "/no-such/k" })).code).toBe("NoSuchBucket");
  });

  it("compares the owner that a caller expects", async () => {
    const get = (ExpectedBucketOwner: string): Promise<unknown> =>
      s3.send(new GetObjectCommand({ Bucket, Key: "k", ExpectedBucketOwner }));
    await get("111111111111");
    expect(await refusal(get("222222222222"))).toEqual({ code: "AccessDenied", status: 403, message: "Access Denied" });
    expect(await refusal(get("me"))).toEqual({
      code: "InvalidBucketOwnerAWSAccountID",
      status: 400,
      message: "The value of the expected bucket owner parameter must be an AWS Account ID... [me]",
    });
  });

  it.each([
    ["s3:x-amz-acl", "private", { ACL: "private" as const }],
    ["s3:x-amz-storage-class", "STANDARD_IA", { StorageClass: "STANDARD_IA" as const }],
    ["s3:if-none-match", "*", { IfNoneMatch: "*" }],
    ["s3:ObjectCreationOperation", "true", {}],
    ["s3:authType", "REST-HEADER", {}],
    ["s3:signatureversion", "AWS4-HMAC-SHA256", {}],
    ["s3:ResourceAccount", "111111111111", {}],
    ["aws:ResourceAccount", "111111111111", {}],
  ])("shows policies %s, and not where it was not sent", async (key, value, how) => {
    const conditioned = (operator: string): Readonly<Record<string, unknown>> => ({
      ...allow(["s3:PutObject", "s3:PutObjectAcl"]),
      Condition: { [operator]: { [key]: value } },
    });
    const put = async (operator: string, input: object): Promise<unknown> => {
      const credentials = await user(conditioned(operator));
      return s3Of(emulator, credentials).send(new PutObjectCommand({ Bucket, Key: `c${users}`, Body: "x", ...input }));
    };
    await put("StringEquals", how);
    if (Object.keys(how).length === 0) return;
    expect(await refusal(put("StringEquals", {}))).toMatchObject({ code: "AccessDenied" });
    // A key that is absent is not equal to anything.
    await put("StringNotEquals", {});
  });

  it("needs both accounts where they differ", async () => {
    const Policy = policyDocument({
      Effect: "Allow",
      Principal: { AWS: "222222222222" },
      Action: ["s3:GetObject", "s3:PutObject"],
      Resource: `${ARN}/shared/*`,
    });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    const iam = iamOf(emulator, rootOf(emulator, 1));
    const [able, unable] = [await makeUser(iam, "able", [allow("s3:*")]), await makeUser(iam, "unable")];
    const put = (credentials: SdkCredentials, Key: string): Promise<unknown> =>
      s3Of(emulator, credentials).send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
    await put(able, "shared/k");
    const nothing = { code: "AccessDenied", status: 403, message: "Access Denied" };
    expect(await refusal(put(unable, "shared/k2"))).toEqual(nothing);
    expect(await refusal(put(able, "elsewhere"))).toEqual(nothing);
  });

  it("leaves an object of another account's writer to that account, unless it gives it away", async () => {
    const writer = rootOf(emulator, 1);
    const put = (Key: string, more: object = {}): Promise<unknown> =>
      s3Of(emulator, writer).send(new PutObjectCommand({ Bucket, Key, Body: "theirs", ...more }));
    const grant = (...actions: string[]): Promise<unknown> =>
      s3.send(
        new PutBucketPolicyCommand({
          Bucket,
          Policy: policyDocument({
            Effect: "Allow",
            Principal: { AWS: "222222222222" },
            Action: actions,
            Resource: `${ARN}/*`,
          }),
        }),
      );
    await grant("s3:PutObject", "s3:PutObjectAcl");
    await put("kept");
    await put("given", { ACL: "bucket-owner-full-control" });
    const read = (Key: string, client: S3Client): Promise<unknown> =>
      client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await refusal(read("kept", s3))).toEqual({ code: "AccessDenied", status: 403, message: "Access Denied" });
    await read("given", s3);
    // The bucket's policy says nothing of reading, but the writer's object is the writer's.
    await read("kept", s3Of(emulator, writer));
    expect((await sendSigned(emulator, { method: "DELETE", path: `/${Bucket}/kept` })).status).toBe(204);
  });

  it("explains an anonymous read by the object's ACL", async () => {
    const answer = await sendAnonymous(emulator, { path: `/${Bucket}/k` });
    const explained = emulator.explain(String(answer.headers["x-amz-request-id"]));
    expect(explained?.operation).toBe("GetObject");
    expect(explained?.decisions[0]?.decision).toMatchObject({ effect: "Deny", layer: "resource" });
  });
});
