import {
  CreateBucketCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../iam/identities.ts";
import { element, refusedWith, s3Of, sendSigned } from "./world.ts";

const Bucket = "lists";
const KEYS = ["a", "b/1", "b/2", "b/c/3", "b0", "d e+f", "é", "\uff5e", "😀"];

describe("ListObjectsV2", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await s3.send(new CreateBucketCommand({ Bucket }));
    for (const Key of [...KEYS].reverse()) await s3.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    await s3.send(new CreateBucketCommand({ Bucket: "lists-2" }));
    await s3.send(new PutObjectCommand({ Bucket: "lists-2", Key: "foreign", Body: "x" }));
  });
  afterAll(() => emulator.close());

  async function list(input: Partial<ListObjectsV2CommandInput> = {}) {
    const answer = await s3.send(new ListObjectsV2Command({ Bucket, ...input }));
    return {
      ...answer,
      keys: (answer.Contents ?? []).map(({ Key }) => Key),
      prefixes: (answer.CommonPrefixes ?? []).map(({ Prefix }) => Prefix),
    };
  }

  it("lists all keys in the order of their UTF-8 bytes", async () => {
    const answer = await list();
    expect(answer.keys).toEqual(KEYS);
    expect(answer).toMatchObject({
      Name: Bucket,
      Prefix: "",
      KeyCount: KEYS.length,
      MaxKeys: 1000,
      IsTruncated: false,
    });
    expect([answer.NextContinuationToken, answer.Delimiter, answer.StartAfter]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("tells of each object what AWS tells", async () => {
    const [first] = (await list({ MaxKeys: 1 })).Contents ?? [];
    expect(first).toEqual({
      Key: "a",
      LastModified: expect.any(Date),
      ETag: '"0cc175b9c0f1b6a831c399e269772661"',
      ChecksumAlgorithm: ["CRC32"],
      ChecksumType: "FULL_OBJECT",
      Size: 1,
      StorageClass: "STANDARD",
    });
    const [owned] = (await list({ MaxKeys: 1, FetchOwner: true })).Contents ?? [];
    expect(owned?.Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
  });

  it("groups keys by delimiter, each group counted once", async () => {
    const answer = await list({ Delimiter: "/" });
    expect([answer.prefixes, answer.keys]).toEqual([["b/"], KEYS.filter((key) => !key.startsWith("b/"))]);
    expect([answer.KeyCount, answer.Delimiter]).toEqual([KEYS.length - 2, "/"]);
    const below = await list({ Delimiter: "/", Prefix: "b/" });
    expect([below.prefixes, below.keys]).toEqual([["b/c/"], ["b/1", "b/2"]]);
  });

  it("gives pages that join to the whole", async () => {
    const pages: string[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const answer = await list({ MaxKeys: 2, Delimiter: "/", ...(ContinuationToken ? { ContinuationToken } : {}) });
      expect(answer.IsTruncated).toBe(answer.NextContinuationToken !== undefined);
      expect(answer.ContinuationToken).toBe(ContinuationToken);
      pages.push([...answer.keys, ...answer.prefixes].map(String).sort());
      ContinuationToken = answer.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(pages).toEqual([["a", "b/"], ["b0", "d e+f"], ["é", "\uff5e"].sort(), ["😀"]]);
  });

  it("starts after a key, which need not be there", async () => {
    expect((await list({ StartAfter: "b/2" })).keys).toEqual(KEYS.slice(3));
    expect((await list({ StartAfter: "b/15" })).keys).toEqual(KEYS.slice(2));
    expect((await list({ StartAfter: "z", Prefix: "b/" })).keys).toEqual([]);
    expect((await list({ StartAfter: "a", Prefix: "b/" })).keys).toEqual(["b/1", "b/2", "b/c/3"]);
    expect((await list({ StartAfter: "a" })).StartAfter).toBe("a");
  });

  it("ignores where to start when it is told where to go on", async () => {
    const { NextContinuationToken } = await list({ MaxKeys: 1 });
    const answer = await list({
      ...(NextContinuationToken ? { ContinuationToken: NextContinuationToken } : {}),
      StartAfter: "é",
    });
    expect(answer.keys).toEqual(KEYS.slice(1));
  });

  it("encodes what it lists when it is asked to", async () => {
    const answer = await list({ EncodingType: "url", Prefix: "d e+", Delimiter: "+f", StartAfter: "a b" });
    expect([answer.EncodingType, answer.Prefix, answer.Delimiter, answer.StartAfter]).toEqual([
      "url",
      "d+e%2B",
      "%2Bf",
      "a+b",
    ]);
    expect(answer.keys).toEqual(["d+e%2Bf"]);
    expect((await list({ EncodingType: "url", Prefix: "b/c" })).keys).toEqual(["b/c/3"]);
    expect((await list({ EncodingType: "url", Prefix: "😀" })).keys).toEqual(["%F0%9F%98%80"]);
  });

  it("answers with nothing where nothing is asked for", async () => {
    const answer = await list({ MaxKeys: 0 });
    expect([answer.KeyCount, answer.IsTruncated, answer.MaxKeys]).toEqual([0, false, 0]);
  });

  it("gives no more than 1,000 keys a page", async () => {
    expect((await list({ MaxKeys: 5000 })).MaxKeys).toBe(1000);
  });

  it.each([
    ["max-keys", "-1", "Provided max-keys not an integer or within integer range"],
    ["max-keys", "ten", "Provided max-keys not an integer or within integer range"],
    ["encoding-type", "base64", "Invalid Encoding Method specified in Request"],
    ["continuation-token", "wrong", "The continuation token provided is incorrect"],
    ["continuation-token", "", "The continuation token provided is incorrect"],
  ])("refuses %s=%s", async (name, value, message) => {
    const answer = await sendSigned(emulator, { path: `/${Bucket}`, query: { "list-type": "2", [name]: value } });
    expect(refusedWith(answer)).toEqual({ code: "InvalidArgument", status: 400, message });
    expect(element(answer.body, "ArgumentName")).toBe(name);
  });

  it("finds nothing under a prefix that is longer than any key", async () => {
    expect((await list({ Prefix: "p".repeat(5000) })).KeyCount).toBe(0);
    expect((await list({ StartAfter: "a".repeat(5000) })).keys).toEqual(KEYS.slice(1));
  });

  it("names the region, which clients learn from it", async () => {
    const { headers } = await sendSigned(emulator, { path: `/${Bucket}`, query: { "list-type": "2" } });
    expect(headers["x-amz-bucket-region"]).toBe("ap-northeast-1");
  });

  it("shows policies the prefix, the delimiter and the page size that were sent, and no others", async () => {
    const user = await makeUser(iamOf(emulator), "lister", [
      {
        ...allow("s3:ListBucket", `arn:aws:s3:::${Bucket}`),
        Condition: { StringLike: { "s3:prefix": "b/*" }, NumericLessThanEquals: { "s3:max-keys": "10" } },
      },
    ]);
    const client = s3Of(emulator, user);
    const answer = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "b/", MaxKeys: 10 }));
    expect(answer.KeyCount).toBe(3);
    const denied = {
      code: "AccessDenied",
      status: 403,
      message: `User: ${user.arn} is not authorized to perform: s3:ListBucket on resource: "arn:aws:s3:::${Bucket}" because no identity-based policy allows the s3:ListBucket action`,
    };
    for (const input of [
      { Prefix: "b/" },
      { Prefix: "b/", MaxKeys: 11 },
      { MaxKeys: 10 },
      { Prefix: "a", MaxKeys: 10 },
    ]) {
      expect(await refusal(client.send(new ListObjectsV2Command({ Bucket, ...input })))).toEqual(denied);
    }
  });
});
