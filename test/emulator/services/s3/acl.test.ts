import {
  type BucketCannedACL,
  CreateBucketCommand,
  GetBucketAclCommand,
  GetObjectAclCommand,
  type Grant,
  ListBucketsCommand,
  type ObjectCannedACL,
  PutBucketAclCommand,
  PutBucketOwnershipControlsCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { makeBucket, s3Of, sendAnonymous, sendSigned } from "./world.ts";

const NOT_SUPPORTED = { code: "AccessControlListNotSupported", status: 400, message: "The bucket does not allow ACLs" };
const ALL_USERS = "http://acs.amazonaws.com/groups/global/AllUsers";
const AUTHENTICATED_USERS = "http://acs.amazonaws.com/groups/global/AuthenticatedUsers";

describe("access control lists", () => {
  let emulator: Emulator;
  let s3: S3Client;
  let ownerId: string;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    ownerId = (await s3.send(new ListBucketsCommand({}))).Owner?.ID ?? "";
    await makeBucket(s3, "enforced", { open: true });
    await makeBucket(s3, "blocked", { ownership: "ObjectWriter" });
    await makeBucket(s3, "open", { ownership: "ObjectWriter", open: true });
    await makeBucket(s3, "preferred", { ownership: "BucketOwnerPreferred", open: true });
    for (const Bucket of ["enforced", "blocked", "open"])
      await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
  });
  afterAll(() => emulator.close());

  const ownerGrant = (): Grant => ({ Grantee: { ID: ownerId, Type: "CanonicalUser" }, Permission: "FULL_CONTROL" });
  const groupGrant = (URI: string, Permission: Grant["Permission"]): Grant => ({
    Grantee: { URI, Type: "Group" },
    Permission,
  });
  const putObject = (Bucket: string, ACL: ObjectCannedACL): Promise<unknown> =>
    s3.send(new PutObjectCommand({ Bucket, Key: `with ${ACL}`, Body: "x", ACL }));
  const read = async (Bucket: string, Key = "k"): Promise<number> =>
    (await sendAnonymous(emulator, { path: `/${Bucket}/${encodeURIComponent(Key)}` })).status;
  const block = (action: string, resource: string) => ({
    code: "AccessDenied",
    status: 403,
    message: `User: arn:aws:iam::111111111111:root is not authorized to perform: ${action} on resource: "${resource}" because public ACLs are prevented by the BlockPublicAcls setting in S3 Block Public Access.`,
  });

  describe("where the bucket owner is enforced, as in every new bucket", () => {
    it.each(["private", "public-read", "authenticated-read", "bucket-owner-read"] as const)(
      "an upload with %s is refused",
      async (acl) => {
        expect(await refusal(putObject("enforced", acl))).toEqual(NOT_SUPPORTED);
      },
    );

    it("an upload that gives the owner full control is taken", async () => {
      await putObject("enforced", "bucket-owner-full-control");
    });

    it("PutObjectAcl and PutBucketAcl are refused, but for what holds anyway", async () => {
      const object = (ACL: ObjectCannedACL): Promise<unknown> =>
        s3.send(new PutObjectAclCommand({ Bucket: "enforced", Key: "k", ACL }));
      const bucket = (ACL: BucketCannedACL): Promise<unknown> =>
        s3.send(new PutBucketAclCommand({ Bucket: "enforced", ACL }));
      expect(await refusal(object("public-read"))).toEqual(NOT_SUPPORTED);
      expect(await refusal(object("private"))).toEqual(NOT_SUPPORTED);
      expect(await refusal(bucket("public-read"))).toEqual(NOT_SUPPORTED);
      await object("bucket-owner-full-control");
      const AccessControlPolicy = { Owner: { ID: ownerId }, Grants: [ownerGrant()] };
      await s3.send(new PutBucketAclCommand({ Bucket: "enforced", AccessControlPolicy }));
    });

    it("the ACL that is shown is the owner's full control", async () => {
      for (const call of [
        s3.send(new GetBucketAclCommand({ Bucket: "enforced" })),
        s3.send(new GetObjectAclCommand({ Bucket: "enforced", Key: "k" })),
      ]) {
        const { Owner, Grants } = await call;
        expect({ Owner, Grants }).toEqual({ Owner: { ID: ownerId }, Grants: [ownerGrant()] });
      }
    });

    it("a bucket cannot be made with an ACL for others", async () => {
      const call = s3.send(new CreateBucketCommand({ Bucket: "born-public", ACL: "public-read" }));
      expect(await refusal(call)).toEqual({
        code: "InvalidBucketAclWithObjectOwnership",
        status: 400,
        message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting",
      });
      await s3.send(new CreateBucketCommand({ Bucket: "born-private", ACL: "private" }));
    });
  });

  describe("where public ACLs are blocked", () => {
    it.each(["public-read", "public-read-write", "authenticated-read"] as const)(
      "%s is refused everywhere",
      async (acl) => {
        expect(await refusal(putObject("blocked", acl))).toEqual(
          block("s3:PutObject", `arn:aws:s3:::blocked/with ${acl}`),
        );
        const object = s3.send(new PutObjectAclCommand({ Bucket: "blocked", Key: "k", ACL: acl }));
        expect(await refusal(object)).toEqual(block("s3:PutObjectAcl", "arn:aws:s3:::blocked/k"));
        const bucket = s3.send(new PutBucketAclCommand({ Bucket: "blocked", ACL: acl }));
        expect(await refusal(bucket)).toEqual(block("s3:PutBucketAcl", "arn:aws:s3:::blocked"));
      },
    );

    it("a grant to everybody is refused in whatever form", async () => {
      const grant = s3.send(new PutObjectAclCommand({ Bucket: "blocked", Key: "k", GrantRead: `uri="${ALL_USERS}"` }));
      expect(await refusal(grant)).toEqual(block("s3:PutObjectAcl", "arn:aws:s3:::blocked/k"));
      const AccessControlPolicy = { Owner: { ID: ownerId }, Grants: [groupGrant(AUTHENTICATED_USERS, "READ")] };
      const xml = s3.send(new PutObjectAclCommand({ Bucket: "blocked", Key: "k", AccessControlPolicy }));
      expect(await refusal(xml)).toEqual(block("s3:PutObjectAcl", "arn:aws:s3:::blocked/k"));
    });

    it("private is taken", async () => {
      await putObject("blocked", "private");
      await s3.send(new PutBucketAclCommand({ Bucket: "blocked", ACL: "private" }));
    });

    it("a bucket cannot be born public either", async () => {
      const call = s3.send(
        new CreateBucketCommand({ Bucket: "born-open", ACL: "public-read", ObjectOwnership: "ObjectWriter" }),
      );
      expect(await refusal(call)).toEqual(block("s3:CreateBucket", "arn:aws:s3:::born-open"));
    });
  });

  describe("where both were undone", () => {
    it("public-read lets everybody read that one object, and nothing else", async () => {
      await putObject("open", "public-read");
      expect(await read("open", "with public-read")).toBe(200);
      expect(await read("open")).toBe(403);
      const put = await sendAnonymous(emulator, { method: "PUT", path: "/open/with%20public-read", body: "mine now" });
      const remove = await sendAnonymous(emulator, { method: "DELETE", path: "/open/with%20public-read" });
      const acl = await sendAnonymous(emulator, { path: "/open/with%20public-read", query: { acl: "" } });
      expect([put.status, remove.status, acl.status]).toEqual([403, 403, 403]);
    });

    it("an ACL is shown as it was put", async () => {
      const expected = { Owner: { ID: ownerId }, Grants: [ownerGrant(), groupGrant(ALL_USERS, "READ")] };
      const shown = async (call: Promise<{ Owner?: unknown; Grants?: unknown }>): Promise<object> => {
        const { Owner, Grants } = await call;
        return { Owner, Grants };
      };
      await s3.send(new PutObjectAclCommand({ Bucket: "open", Key: "k", ACL: "public-read" }));
      expect(await shown(s3.send(new GetObjectAclCommand({ Bucket: "open", Key: "k" })))).toEqual(expected);
      await s3.send(new PutObjectAclCommand({ Bucket: "open", Key: "k", AccessControlPolicy: expected as never }));
      expect(await shown(s3.send(new GetObjectAclCommand({ Bucket: "open", Key: "k" })))).toEqual(expected);
      await s3.send(new PutObjectAclCommand({ Bucket: "open", Key: "k", ACL: "private" }));
      expect(await read("open")).toBe(403);
    });

    it("a public bucket can be listed, and written to where it says so", async () => {
      const Bucket = "open-bucket";
      await makeBucket(s3, Bucket, { ownership: "ObjectWriter", open: true });
      await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" }));
      const list = async (): Promise<number> =>
        (await sendAnonymous(emulator, { path: `/${Bucket}`, query: { "list-type": "2" } })).status;
      const write = async (): Promise<number> =>
        (await sendAnonymous(emulator, { method: "PUT", path: `/${Bucket}/theirs`, body: "y" })).status;
      expect([await list(), await write()]).toEqual([403, 403]);
      await s3.send(new PutBucketAclCommand({ Bucket, ACL: "public-read" }));
      expect([await list(), await write(), await read(Bucket)]).toEqual([200, 403, 403]);
      await s3.send(new PutBucketAclCommand({ Bucket, ACL: "public-read-write" }));
      expect([await list(), await write(), await read(Bucket)]).toEqual([200, 200, 403]);
      // Who wrote it owns it, and that is nobody; so the bucket's owner may remove it, but not read it.
      expect((await sendSigned(emulator, { path: `/${Bucket}/theirs` })).status).toBe(403);
      expect((await sendSigned(emulator, { method: "DELETE", path: `/${Bucket}/theirs` })).status).toBe(204);
    });

    it("authenticated-read is for those with a signature", async () => {
      await putObject("open", "authenticated-read");
      expect(await read("open", "with authenticated-read")).toBe(403);
    });

    it("IgnorePublicAcls takes public grants out of force and out of sight, without forgetting them", async () => {
      const Bucket = "ignoring";
      await makeBucket(s3, Bucket, { ownership: "ObjectWriter", open: true });
      await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x", ACL: "public-read" }));
      const ignore = (IgnorePublicAcls: boolean): Promise<unknown> =>
        s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: { IgnorePublicAcls } }));
      await ignore(true);
      expect(await read(Bucket)).toBe(403);
      expect((await s3.send(new GetObjectAclCommand({ Bucket, Key: "k" }))).Grants).toEqual([ownerGrant()]);
      await ignore(false);
      expect(await read(Bucket)).toBe(200);
    });

    it("BucketOwnerEnforced takes them out of force too, once the bucket itself has none for others", async () => {
      const Bucket = "enforced-later";
      await makeBucket(s3, Bucket, { ownership: "ObjectWriter", open: true });
      await s3.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x", ACL: "public-read" }));
      await s3.send(new PutBucketAclCommand({ Bucket, ACL: "public-read" }));
      const enforce = (): Promise<unknown> =>
        s3.send(
          new PutBucketOwnershipControlsCommand({
            Bucket,
            OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
          }),
        );
      expect(await refusal(enforce())).toMatchObject({ code: "InvalidBucketAclWithObjectOwnership", status: 400 });
      await s3.send(new PutBucketAclCommand({ Bucket, ACL: "private" }));
      await enforce();
      expect(await read(Bucket)).toBe(403);
    });
  });
});
