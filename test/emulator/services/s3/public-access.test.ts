import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetBucketAclCommand,
  GetBucketPolicyStatusCommand,
  GetObjectAclCommand,
  GetPublicAccessBlockCommand,
  ListPartsCommand,
  PutBucketAclCommand,
  PutBucketPolicyCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import {
  DeletePublicAccessBlockCommand,
  type PublicAccessBlockConfiguration,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3-control";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { policyDocument, rootOf } from "../iam/identities.ts";
import { controlOf } from "./control/control-client.ts";
import { makeBucket, type RawAnswer, s3Of, sendAnonymous, sendSigned } from "./world.ts";

const Bucket = "open-bucket";
const ARN = `arn:aws:s3:::${Bucket}`;
const ROOT = "arn:aws:iam::111111111111:root";
const publicRead = { Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `${ARN}/*` };

// The bucket blocks nothing by itself; that a bucket's own block works, acl.test.ts and bucket-policy.test.ts say.
describe("what an account blocks for all of its buckets", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket, { ownership: "ObjectWriter", open: true });
    await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "public", Body: "x", ACL: "public-read" }));
    await s3.send(new PutBucketAclCommand({ Bucket, ACL: "public-read" }));
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    await block();
    await putPolicy(publicRead);
  });

  const block = (settings?: PublicAccessBlockConfiguration, AccountId = "111111111111"): Promise<unknown> => {
    const control = controlOf(emulator, rootOf(emulator, AccountId === "111111111111" ? 0 : 1));
    return settings === undefined
      ? control.send(new DeletePublicAccessBlockCommand({ AccountId }))
      : control.send(new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration: settings }));
  };
  const putPolicy = (...statements: readonly object[]): Promise<unknown> =>
    s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policyDocument(...(statements as never[])) }));
  const anonymous = (path: string): Promise<RawAnswer> => sendAnonymous(emulator, { path });
  const foreign = (path: string): Promise<RawAnswer> => sendSigned(emulator, { path }, rootOf(emulator, 1));
  const resourcePolicies = ({ headers }: RawAnswer): readonly string[] => {
    const { decisions = [] } = emulator.explain(String(headers["x-amz-request-id"])) ?? {};
    return decisions.flatMap(({ layers }) =>
      layers.flatMap(({ layer, policies }) => (layer === "resource" ? policies.map(({ name }) => name) : [])),
    );
  };

  it("is public policies, where BlockPublicPolicy is on", async () => {
    await block({ BlockPublicPolicy: true });
    expect(await refusal(putPolicy(publicRead))).toEqual({
      code: "AccessDenied",
      status: 403,
      message: `User: ${ROOT} is not authorized to perform: s3:PutBucketPolicy on resource: "${ARN}" because public policies are blocked by the BlockPublicPolicy block public access setting.`,
    });
    await putPolicy({ ...publicRead, Principal: { AWS: "222222222222" } });
    await block();
    await putPolicy(publicRead);
  });

  it("is public ACLs by every way that they come, where BlockPublicAcls is on", async () => {
    await block({ BlockPublicAcls: true });
    const ACL = "public-read";
    const ways = {
      "s3:PutBucketAcl": () => s3.send(new PutBucketAclCommand({ Bucket, ACL })),
      "s3:PutObjectAcl": () => s3.send(new PutObjectAclCommand({ Bucket, Key: "k", ACL })),
      "s3:PutObject": () => s3.send(new PutObjectCommand({ Bucket, Key: "new", Body: "x", ACL })),
      copy: () => s3.send(new CopyObjectCommand({ Bucket, Key: "new", CopySource: `${Bucket}/k`, ACL })),
      parts: () => s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "new", ACL })),
    };
    for (const [action, way] of Object.entries(ways)) {
      const { code, status, message } = await refusal(way());
      expect([action, code, status]).toEqual([action, "AccessDenied", 403]);
      expect(message).toContain("because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public");
      if (action.startsWith("s3:")) expect(message).toContain(`is not authorized to perform: ${action} `);
    }
    await s3.send(new PutObjectAclCommand({ Bucket, Key: "k", ACL: "private" }));
  });

  it("is the force of public grants, where IgnorePublicAcls is on", async () => {
    await putPolicy({ ...publicRead, Principal: { AWS: ROOT } });
    const granted = async (): Promise<readonly number[]> => {
      const bucketAcl = await s3.send(new GetBucketAclCommand({ Bucket }));
      const objectAcl = await s3.send(new GetObjectAclCommand({ Bucket, Key: "public" }));
      return [bucketAcl.Grants?.length ?? 0, objectAcl.Grants?.length ?? 0];
    };
    const statuses = async (): Promise<readonly number[]> =>
      Promise.all([anonymous(`/${Bucket}`), anonymous(`/${Bucket}/public`)]).then((all) =>
        all.map(({ status }) => status),
      );
    expect([await statuses(), await granted()]).toEqual([
      [200, 200],
      [2, 2],
    ]);
    await block({ IgnorePublicAcls: true });
    expect([await statuses(), await granted()]).toEqual([
      [403, 403],
      [1, 1],
    ]);
    expect(resourcePolicies(await anonymous(`/${Bucket}/public`))).toEqual([
      "bucket policy",
      "object ACL (without its public grants: IgnorePublicAcls of the account is on)",
    ]);
    await block();
    expect(await statuses()).toEqual([200, 200]);
  });

  it("is everybody of other accounts while a policy is public, where RestrictPublicBuckets is on", async () => {
    await putPolicy(publicRead, { ...publicRead, Principal: { AWS: "222222222222" } });
    const path = `/${Bucket}/k`;
    const statuses = async (): Promise<readonly number[]> => [
      (await anonymous(path)).status,
      (await foreign(path)).status,
      (await sendSigned(emulator, { path })).status,
    ];
    expect(await statuses()).toEqual([200, 200, 200]);
    await block({ RestrictPublicBuckets: true });
    expect(await statuses()).toEqual([403, 403, 200]);
    expect(resourcePolicies(await foreign(path))).toEqual([
      "bucket policy (denials only: it is public, and RestrictPublicBuckets of the account keeps other accounts out)",
    ]);
    // An ACL lets nobody in either, as all of the bucket is cut off.
    expect((await anonymous(`/${Bucket}/public`)).status).toBe(403);
    await putPolicy({ ...publicRead, Principal: { AWS: "222222222222" } });
    expect(await statuses()).toEqual([403, 200, 200]);
  });

  it("is even who began an upload in parts, where RestrictPublicBuckets is on", async () => {
    await putPolicy(publicRead, {
      ...publicRead,
      Principal: { AWS: "222222222222" },
      Action: "s3:PutObject",
    });
    const them = s3Of(emulator, rootOf(emulator, 1));
    const { UploadId } = await them.send(new CreateMultipartUploadCommand({ Bucket, Key: "theirs" }));
    const parts = (): Promise<unknown> => them.send(new ListPartsCommand({ Bucket, Key: "theirs", UploadId }));
    await parts();
    await block({ RestrictPublicBuckets: true });
    expect(await refusal(parts())).toEqual({ code: "AccessDenied", status: 403, message: "Access Denied" });
    await block();
    await parts();
  });

  it("is not told of a bucket: its policy stays public, and it has no block of its own", async () => {
    await block({ RestrictPublicBuckets: true, BlockPublicPolicy: true });
    const { PolicyStatus } = await s3.send(new GetBucketPolicyStatusCommand({ Bucket }));
    expect(PolicyStatus).toEqual({ IsPublic: true });
    expect(await refusal(s3.send(new GetPublicAccessBlockCommand({ Bucket })))).toMatchObject({
      code: "NoSuchPublicAccessBlockConfiguration",
    });
  });

  it("concerns the buckets of that account alone", async () => {
    await block({ RestrictPublicBuckets: true, IgnorePublicAcls: true }, "222222222222");
    expect((await anonymous(`/${Bucket}/k`)).status).toBe(200);
    expect((await foreign(`/${Bucket}/public`)).status).toBe(200);
  });
});
