import {
  CreateBucketCommand,
  ListObjectsCommand,
  type ListObjectsCommandInput,
  PutBucketAclCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../iam/identities.ts";
import { element, makeBucket, refusedWith, s3Of, sendAnonymous, sendSigned } from "./world.ts";

const Bucket = "first-version";
const KEYS = ["a", "b/1", "b/2", "b/c/3", "b0", "d e+f", "é", "\uff5e", "😀"];

describe("ListObjects", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await s3.send(new CreateBucketCommand({ Bucket }));
    for (const Key of [...KEYS].reverse()) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  });
  afterAll(() => emulator.close());

  async function list(input: Partial<ListObjectsCommandInput> = {}) {
    const answer = await s3.send(new ListObjectsCommand({ Bucket, ...input }));
    return {
      ...answer,
      keys: (answer.Contents ?? []).map(({ Key }) => Key),
      prefixes: (answer.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
    };
  }

  it("lists all keys in the order of their UTF-8 bytes, and says where it started", async () => {
    const answer = await list();
    expect(answer.keys).toEqual(KEYS);
    expect(answer).toMatchObject({ Name: Bucket, Prefix: "", Marker: "", MaxKeys: 1000, IsTruncated: false });
    expect([answer.NextMarker, answer.Delimiter]).toEqual([undefined, undefined]);
  });

  it("tells of each object what AWS tells, its owner always", async () => {
    const [first] = (await list({ MaxKeys: 1 })).Contents ?? [];
    expect(first).toEqual({
      Key: "a",
      LastModified: expect.any(Date),
      ETag: '"0cc175b9c0f1b6a831c399e269772661"',
      ChecksumAlgorithm: ["CRC32"],
      ChecksumType: "FULL_OBJECT",
      Size: 1,
      StorageClass: "STANDARD",
      Owner: { ID: expect.stringMatching(/^[0-9a-f]{64}$/) },
    });
  });

  it("goes on after a marker, which need not be a key", async () => {
    expect((await list({ Marker: "b/2" })).keys).toEqual(KEYS.slice(3));
    expect((await list({ Marker: "b/15" })).keys).toEqual(KEYS.slice(2));
    expect((await list({ Marker: "b/15" })).Marker).toBe("b/15");
    expect((await list({ Marker: "b/" })).keys).toEqual(KEYS.slice(1));
    expect((await list({ Marker: "😀" })).keys).toEqual([]);
  });

  it("names where to go on only where keys are grouped", async () => {
    const plain = await list({ MaxKeys: 1 });
    expect([plain.IsTruncated, plain.NextMarker]).toEqual([true, undefined]);
    const grouped = await list({ MaxKeys: 1, Delimiter: "/" });
    expect([grouped.IsTruncated, grouped.NextMarker]).toEqual([true, "a"]);
    expect((await list({ Delimiter: "/" })).NextMarker).toBeUndefined();
  });

  it("gives pages that join to the whole, a common prefix in one of them only", async () => {
    const pages: string[][] = [];
    let Marker: string | undefined = "";
    while (Marker !== undefined) {
      const answer = await list({ MaxKeys: 2, Delimiter: "/", Marker });
      pages.push([...answer.keys, ...answer.prefixes].map(String).sort());
      expect(answer.IsTruncated).toBe(answer.NextMarker !== undefined);
      Marker = answer.NextMarker;
    }
    expect(pages).toEqual([["a", "b/"], ["b0", "d e+f"], ["é", "\uff5e"].sort(), ["😀"]]);
    const one = await list({ MaxKeys: 1, Delimiter: "/", Marker: "a" });
    expect([one.prefixes, one.NextMarker]).toEqual([["b/"], "b/"]);
    expect((await list({ Delimiter: "/", Marker: "b/" })).prefixes).toEqual([]);
    expect((await list({ Delimiter: "/", Marker: "b/1" })).prefixes).toEqual(["b/"]);
  });

  it("encodes what it lists when it is asked to, the marker too", async () => {
    const answer = await list({ EncodingType: "url", Prefix: "d e+", Delimiter: "+f", Marker: "a b" });
    expect([answer.EncodingType, answer.Prefix, answer.Delimiter, answer.Marker, answer.prefixes, answer.keys]).toEqual(
      ["url", "d+e%2B", "%2Bf", "a+b", [], ["d+e%2Bf"]],
    );
    const next = await list({ EncodingType: "url", Prefix: "d", Delimiter: "+", MaxKeys: 1 });
    expect([next.prefixes, next.NextMarker]).toEqual([["d+e%2B"], undefined]);
    expect((await list({ EncodingType: "url", Delimiter: "/", MaxKeys: 1, Marker: "b0" })).NextMarker).toBe("d+e%2Bf");
  });

  it.each([
    ["max-keys", "-1", "Provided max-keys not an integer or within integer range"],
    ["encoding-type", "base64", "Invalid Encoding Method specified in Request"],
  ])("refuses %s=%s", async (name, value, message) => {
    const answer = await sendSigned(emulator, { path: `/${Bucket}`, query: { [name]: value } });
    expect(refusedWith(answer)).toEqual({ code: "InvalidArgument", status: 400, message });
    expect(element(answer.body, "ArgumentName")).toBe(name);
  });

  it("tells whose an object is, but for nobody", async () => {
    const open = await makeBucket(s3, "listed-by-all", { ownership: "ObjectWriter", open: true });
    await s3.send(new PutBucketAclCommand({ Bucket: open, ACL: "public-read" }));
    await s3.send(new PutObjectCommand({ Bucket: open, Key: "key", Body: "x" }));
    const { Contents } = await s3.send(new ListObjectsCommand({ Bucket: open }));
    expect(Contents?.map(({ Owner }) => Owner?.ID)).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)]);
    for (const query of [{}, { "list-type": "2", "fetch-owner": "true" }]) {
      const { status, body } = await sendAnonymous(emulator, { path: `/${open}`, query });
      expect([status, element(body, "Key"), body.includes("<Owner>")]).toEqual([200, "key", false]);
    }
  });

  it("answers also where neither key nor query can be read", async () => {
    const unknown = "AWS AKIAIOSFODNN7EXAMPLE:c2lnbmF0dXJl";
    const answer = await sendAnonymous(emulator, {
      path: `/${Bucket}?%zz`,
      headers: { authorization: unknown, origin: "x" },
    });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).toContain("<Error>");
  });

  it("names the region, also to those who may not list, and needs s3:ListBucket", async () => {
    const user = await makeUser(iamOf(emulator), "lister", [
      { ...allow("s3:ListBucket", `arn:aws:s3:::${Bucket}`), Condition: { StringLike: { "s3:prefix": "b/*" } } },
    ]);
    const listed = await sendSigned(emulator, { path: `/${Bucket}`, query: { prefix: "b/" } }, user);
    expect([listed.status, listed.headers["x-amz-bucket-region"]]).toEqual([200, "ap-northeast-1"]);
    const denied = await sendSigned(emulator, { path: `/${Bucket}` }, user);
    expect([denied.status, denied.headers["x-amz-bucket-region"]]).toEqual([403, "ap-northeast-1"]);
    const acl = await sendSigned(emulator, { path: `/${Bucket}`, query: { acl: "" } }, user);
    expect([acl.status, acl.headers["x-amz-bucket-region"]]).toEqual([403, undefined]);
    expect(await refusal(s3Of(emulator, user).send(new ListObjectsCommand({ Bucket })))).toMatchObject({
      code: "AccessDenied",
      status: 403,
    });
  });
});
