// biome-ignore-all lint/suspicious/noTemplateCurlyInString: keys that look like policy variables are the point.
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketPolicyCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { upload } from "../../src/upload/index.ts";
import { refusedBy } from "../support/refused-by.ts";
import { uploadFolder } from "../upload/fake-s3.ts";
import { BUCKET, type LeasingWorld, makeLeasingWorld, outcome, put, s3Of } from "./leasing-world.ts";

let world: LeasingWorld;
beforeAll(async () => {
  world = await makeLeasingWorld();
});
afterAll(() => world.close());

const uploads = ["upload"];

/** Uploads in one part; what the completion comes to. */
async function inParts(s3: S3Client, Key: string, { start = {}, end = {} } = {}): Promise<string> {
  const object = { Bucket: BUCKET, Key };
  try {
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...object, ...start }));
    const { ETag } = await s3.send(new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: "part" }));
    const Parts = [{ PartNumber: 1, ETag }];
    return await outcome(
      s3.send(new CompleteMultipartUploadCommand({ ...object, UploadId, MultipartUpload: { Parts }, ...end })),
    );
  } catch (error) {
    return `before the end: ${await outcome(Promise.reject(error))}`;
  }
}

describe("a lease of one object", () => {
  it("uploads it whole or in parts, and nothing else, nor does it anything else", async () => {
    const s3 = s3Of(world, await world.lease({ key: "a*.txt", actions: uploads }));
    expect(await put(s3, "a*.txt")).toBe("ok");
    expect(await inParts(s3, "a*.txt")).toBe("ok");
    for (const key of ["ab.txt", "a.txt", "a*.txt2", "a", "A*.txt", "a**.txt"])
      expect(await put(s3, key)).toBe("AccessDenied");
    const object = { Bucket: BUCKET, Key: "a*.txt" };
    expect(await outcome(s3.send(new GetObjectCommand(object)))).toBe("AccessDenied");
    expect(await outcome(s3.send(new DeleteObjectCommand(object)))).toBe("AccessDenied");
    expect(await outcome(s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "a*.txt" })))).toBe("AccessDenied");
    expect(await put(s3, "a*.txt", { ACL: "bucket-owner-full-control" })).toBe("AccessDenied");
    expect(await put(s3, "a*.txt", { Tagging: "a=b" })).toBe("AccessDenied");
  });

  it("lists its parts and aborts", async () => {
    const s3 = s3Of(world, await world.lease({ key: "parts", actions: uploads }));
    const object = { Bucket: BUCKET, Key: "parts" };
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand(object));
    expect((await s3.send(new ListPartsCommand({ ...object, UploadId }))).Parts).toBeUndefined();
    expect(await outcome(s3.send(new AbortMultipartUploadCommand({ ...object, UploadId })))).toBe("ok");
  });

  it("does besides what --allow names", async () => {
    const actions = ["upload", "acl", "tagging", "read", "list", "delete"];
    const s3 = s3Of(world, await world.lease({ key: "all", actions }));
    expect(await put(s3, "all", { ACL: "bucket-owner-full-control", Tagging: "a=b" })).toBe("ok");
    expect(await outcome(s3.send(new GetObjectCommand({ Bucket: BUCKET, Key: "all" })))).toBe("ok");
    expect((await s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "all" }))).KeyCount).toBe(1);
    expect(await outcome(s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "al" })))).toBe("AccessDenied");
    expect(await outcome(s3.send(new ListObjectsV2Command({ Bucket: BUCKET })))).toBe("AccessDenied");
    expect(await outcome(s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: "all" })))).toBe("ok");
  });
});

describe("a lease of a prefix", () => {
  it.each(["in/", "a*/", "a?b/", "${aws:userid}/", "/", "a//", "../", "caf\u00E9/"])(
    "%j writes what is below it and nothing beside it",
    async (prefix) => {
      const s3 = s3Of(world, await world.lease({ prefix, actions: uploads }));
      for (const key of [`${prefix}x`, `${prefix}deep/er`, `${prefix}*`, prefix, `${prefix}\u3042`]) {
        expect(await put(s3, key)).toBe("ok");
      }
      const without = prefix.slice(0, -1);
      const beside = [`${without}x`, `x${prefix}x`, `${prefix.toUpperCase()}x`, "axb/x", "ab/x", "other/x"];
      for (const key of beside.filter((one) => !one.startsWith(prefix)))
        expect(await put(s3, key)).toBe("AccessDenied");
    },
  );

  it("lists what is below it and nothing else", async () => {
    const s3 = s3Of(world, await world.lease({ prefix: "list*/", actions: ["upload", "list"] }));
    expect(await put(s3, "list*/one")).toBe("ok");
    const list = (Prefix: string) => s3.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix }));
    expect((await list("list*/")).KeyCount).toBe(1);
    expect((await list("list*/o")).KeyCount).toBe(1);
    for (const prefix of ["list", "listing/", ""]) expect(await outcome(list(prefix))).toBe("AccessDenied");
  });
});

describe("a lease of several objects", () => {
  it("writes each of them and no other", async () => {
    const keys = ["one*", "two?", "three"];
    const s3 = s3Of(world, await world.lease({ keys, actions: uploads }));
    for (const key of keys) expect(await put(s3, key)).toBe("ok");
    for (const key of ["one", "onex", "twox", "three/", "four", "one*two?"])
      expect(await put(s3, key)).toBe("AccessDenied");
  });

  it("becomes several leases where the keys need more than one policy, each for its own", async () => {
    const keys = Array.from({ length: 60 }, (_, i) => `reports/2026/11/region-${i}/whole-report.csv`);
    const leases = await world.leases({ keys, actions: uploads });
    expect(leases.length).toBeGreaterThan(1);
    expect(leases.flatMap(({ scope }) => ("keys" in scope ? scope.keys : []))).toEqual(keys);
    for (const [i, lease] of leases.entries()) {
      const s3 = s3Of(world, lease);
      const own = "keys" in lease.scope ? lease.scope.keys : [];
      expect(await put(s3, own[0] as string)).toBe("ok");
      expect(await put(s3, own.at(-1) as string)).toBe("ok");
      expect(await put(s3, keys.find((key) => !own.includes(key)) as string)).toBe("AccessDenied");
      expect(lease.packedPolicySize, String(i)).toBeGreaterThan(0);
    }
  });
});

describe("a lease that writes once", () => {
  it("makes new objects with If-None-Match alone", async () => {
    const s3 = s3Of(world, await world.lease({ prefix: "once/", actions: uploads, conditions: { writeOnce: true } }));
    expect(await put(s3, "once/a")).toBe("AccessDenied");
    expect(await put(s3, "once/a", { IfMatch: '"x"' })).toBe("AccessDenied");
    expect(await put(s3, "once/a", { IfNoneMatch: "*" })).toBe("ok");
    expect(await put(s3, "once/a", { IfNoneMatch: "*" })).toBe("PreconditionFailed");
  });

  it("does so in parts too: only the completion must carry it", async () => {
    const s3 = s3Of(world, await world.lease({ prefix: "parts/", actions: uploads, conditions: { writeOnce: true } }));
    expect(await inParts(s3, "parts/a")).toBe("AccessDenied");
    expect(await inParts(s3, "parts/a", { end: { IfNoneMatch: "*" } })).toBe("ok");
    expect(await inParts(s3, "parts/a", { end: { IfNoneMatch: "*" } })).toBe("PreconditionFailed");
  });

  it("does not write over by a copy, nor where a bucket policy allows the session itself", async () => {
    const lease = await world.lease({
      prefix: "copied/",
      actions: ["upload", "read"],
      conditions: { writeOnce: true },
    });
    const s3 = s3Of(world, lease);
    expect(await put(s3, "copied/a", { IfNoneMatch: "*" })).toBe("ok");
    const copy = new CopyObjectCommand({ Bucket: BUCKET, Key: "copied/b", CopySource: `${BUCKET}/copied/a` });
    expect(await outcome(s3.send(copy))).toBe("AccessDenied");
    const statement = {
      Effect: "Allow",
      Principal: { AWS: lease.principalArn },
      Action: "s3:PutObject",
      Resource: `arn:aws:s3:::${BUCKET}/*`,
    };
    const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await world.root.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy }));
    expect(await put(s3, "beside", { IfNoneMatch: "*" })).toBe("ok");
    expect(await put(s3, "copied/a")).toBe("AccessDenied");
  });
});

describe("a lease with required headers", () => {
  it("uploads with the encryption, the storage class and the tags that it demands alone", async () => {
    const conditions = { encryption: "AES256", storageClass: "STANDARD_IA", tags: { team: "blue", stage: "x y" } };
    const s3 = s3Of(world, await world.lease({ key: "strict", actions: ["upload", "tagging"], conditions }));
    const good = { ServerSideEncryption: "AES256", StorageClass: "STANDARD_IA", Tagging: "team=blue&stage=x%20y" };
    expect(await put(s3, "strict", good)).toBe("ok");
    expect(await put(s3, "strict")).toBe("AccessDenied");
    for (const name of Object.keys(good))
      expect(await put(s3, "strict", { ...good, [name]: undefined })).toBe("AccessDenied");
    expect(await put(s3, "strict", { ...good, StorageClass: "GLACIER" })).toBe("AccessDenied");
    expect(await put(s3, "strict", { ...good, Tagging: "team=red&stage=x%20y" })).toBe("AccessDenied");
    expect(await put(s3, "strict", { ...good, Tagging: "team=blue" })).toBe("AccessDenied");
    // Whoever may tag may not take the tags off again.
    const TagSet = [{ Key: "team", Value: "red" }];
    for (const Tagging of [{ TagSet }, { TagSet: [] }]) {
      const call = s3.send(new PutObjectTaggingCommand({ Bucket: BUCKET, Key: "strict", Tagging }));
      expect(await outcome(call)).toBe("AccessDenied");
    }
    // Parts and completions carry no such headers.
    expect(await inParts(s3, "strict", { start: good })).toBe("before the end: AccessDenied");
  });
});

describe("an upload by Keylease itself", () => {
  it("keeps to the conditions of its lease, and says when an object is there already", async () => {
    const folder = uploadFolder();
    const conditions = { writeOnce: true, encryption: "AES256", storageClass: "STANDARD_IA", tags: { team: "a b" } };
    const lease = await world.lease({ prefix: "own/", actions: ["upload", "tagging"], conditions });
    const file = folder.write("x.txt", "x");
    const target = { bucket: BUCKET, key: "own/x" };
    expect((await upload(file, lease, { target })).key).toBe("own/x");
    const error = await refusedBy(upload(file, lease, { target }));
    folder.remove();
    expect(error.facts).toMatchObject({ awsCode: "PreconditionFailed", status: 412 });
    expect(error.hint).toContain("there already");
    const { StorageClass } = await world.root.send(new HeadObjectCommand({ Bucket: BUCKET, Key: "own/x" }));
    const { TagSet } = await world.root.send(new GetObjectTaggingCommand({ Bucket: BUCKET, Key: "own/x" }));
    expect({ StorageClass, TagSet }).toEqual({ StorageClass: "STANDARD_IA", TagSet: [{ Key: "team", Value: "a b" }] });
  });
});

describe("a lease for networks", () => {
  const leased = async (conditions: object) =>
    s3Of(world, await world.lease({ key: "net", actions: ["upload", "list"], conditions }));

  it("works from its addresses and from no other", async () => {
    expect(await put(await leased({ sourceIps: ["127.0.0.0/8"] }), "net")).toBe("ok");
    expect(await put(await leased({ sourceIps: ["203.0.113.0/24", "127.0.0.1"] }), "net")).toBe("ok");
    const elsewhere = await leased({ sourceIps: ["203.0.113.0/24"] });
    expect(await put(elsewhere, "net")).toBe("AccessDenied");
    expect(await outcome(elsewhere.send(new ListObjectsV2Command({ Bucket: BUCKET, Prefix: "net" })))).toBe(
      "AccessDenied",
    );
  });

  it("needs one of its addresses or one of its endpoints", async () => {
    const sourceVpces = ["vpce-0123456789abcdef0"];
    expect(await put(await leased({ sourceVpces }), "net")).toBe("AccessDenied");
    expect(await put(await leased({ sourceVpces, sourceIps: ["127.0.0.1"] }), "net")).toBe("ok");
    expect(await put(await leased({ sourceVpces, sourceIps: ["192.0.2.1"] }), "net")).toBe("AccessDenied");
  });
});
