import {
  type BucketCannedACL,
  CreateBucketCommand,
  GetBucketOwnershipControlsCommand,
  GetObjectAclCommand,
  GetPublicAccessBlockCommand,
  type ObjectOwnership,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, policyDocument } from "../iam/identities.ts";
import { s3Of } from "./world.ts";

describe("a bucket that is made with the defaults of 2014", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator({ bucketDefaults: "2014" });
    s3 = s3Of(emulator);
  });
  afterAll(() => emulator.close());
  const make = (Bucket: string, more: { ACL?: BucketCannedACL; ObjectOwnership?: ObjectOwnership } = {}) =>
    s3.send(new CreateBucketCommand({ Bucket, ...more }));
  const anonymous = async (path: string): Promise<number> => (await fetch(`${emulator.endpoint}/${path}`)).status;

  it("has neither ownership controls nor a public access block", async () => {
    await make("plain");
    const ownership = s3.send(new GetBucketOwnershipControlsCommand({ Bucket: "plain" }));
    expect(await refusal(ownership)).toMatchObject({ code: "OwnershipControlsNotFoundError", status: 404 });
    const block = s3.send(new GetPublicAccessBlockCommand({ Bucket: "plain" }));
    expect(await refusal(block)).toMatchObject({ code: "NoSuchPublicAccessBlockConfiguration", status: 404 });
  });

  it("lets an object be public by its ACL, and that object alone", async () => {
    await make("objects");
    await s3.send(new PutObjectCommand({ Bucket: "objects", Key: "open", Body: "1", ACL: "public-read" }));
    await s3.send(new PutObjectCommand({ Bucket: "objects", Key: "closed", Body: "1" }));
    expect([await anonymous("objects/open"), await anonymous("objects/closed"), await anonymous("objects")]).toEqual([
      200, 403, 403,
    ]);
    const acl = await s3.send(new GetObjectAclCommand({ Bucket: "objects", Key: "open" }));
    expect(acl.Grants?.map(({ Grantee }) => Grantee?.Type)).toEqual(["CanonicalUser", "Group"]);
  });

  it("can be public from its first moment, by an ACL or by a policy", async () => {
    await make("listed", { ACL: "public-read" });
    expect(await anonymous("listed")).toBe(200);
    await make("by-policy");
    const statement = { ...allow("s3:ListBucket", "arn:aws:s3:::by-policy"), Principal: "*" };
    await s3.send(new PutBucketPolicyCommand({ Bucket: "by-policy", Policy: policyDocument(statement) }));
    expect(await anonymous("by-policy")).toBe(200);
  });

  it("has the ownership that its request names, and still nothing blocked", async () => {
    await make("named", { ObjectOwnership: "BucketOwnerEnforced" });
    const put = s3.send(new PutObjectCommand({ Bucket: "named", Key: "k", Body: "1", ACL: "public-read" }));
    expect(await refusal(put)).toMatchObject({ code: "AccessControlListNotSupported", status: 400 });
    const born = make("born", { ObjectOwnership: "BucketOwnerEnforced", ACL: "public-read" });
    expect(await refusal(born)).toMatchObject({ code: "InvalidBucketAclWithObjectOwnership", status: 400 });
    const block = s3.send(new GetPublicAccessBlockCommand({ Bucket: "named" }));
    expect(await refusal(block)).toMatchObject({ code: "NoSuchPublicAccessBlockConfiguration" });
  });
});

describe("a bucket that is made with today's defaults", () => {
  it("refuses what one of 2014 takes", async () => {
    const emulator = await startTestEmulator();
    try {
      const s3 = s3Of(emulator);
      await s3.send(new CreateBucketCommand({ Bucket: "plain" }));
      const put = s3.send(new PutObjectCommand({ Bucket: "plain", Key: "k", Body: "1", ACL: "public-read" }));
      expect(await refusal(put)).toEqual({
        code: "AccessControlListNotSupported",
        status: 400,
        message: "The bucket does not allow ACLs",
      });
      const born = s3.send(new CreateBucketCommand({ Bucket: "born", ACL: "public-read" }));
      expect(await refusal(born)).toMatchObject({ code: "InvalidBucketAclWithObjectOwnership", status: 400 });
    } finally {
      await emulator.close();
    }
  });
});
