import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { readAddress } from "../../../../src/emulator/services/s3/address.ts";
import { requestHead } from "../../../../src/wire/index.ts";
import { startTestEmulator } from "../../../support/emulator.ts";
import { element, makeBucket, refusedWith, s3Of, sendAnonymous, sendSigned } from "./world.ts";

describe("addresses", () => {
  it.each([
    ["127.0.0.1", "/", undefined, undefined],
    ["127.0.0.1", "/b", "b", undefined],
    ["127.0.0.1", "/b/", "b", undefined],
    ["127.0.0.1", "/b/k", "b", "k"],
    ["s3.localhost", "/b/k", "b", "k"],
    ["s3.amazonaws.com", "/b/k", "b", "k"],
    ["s3.eu-west-1.amazonaws.com", "/b/k", "b", "k"],
    ["s3-ap-northeast-1.amazonaws.com", "/b/k", "b", "k"],
    ["b.localhost", "/k", "b", "k"],
    ["b.s3.localhost", "/k", "b", "k"],
    ["my.s3.bucket.s3.localhost", "/k", "my.s3.bucket", "k"],
    ["b.localhost", "/", "b", undefined],
    ["b.s3.amazonaws.com", "/k/l", "b", "k/l"],
    ["b.s3.eu-west-1.amazonaws.com", "/k", "b", "k"],
    ["b.s3-ap-northeast-1.amazonaws.com", "/k", "b", "k"],
    ["b.s3.dualstack.us-gov-west-1.amazonaws.com", "/k", "b", "k"],
    ["my.s3.bucket.s3.us-east-1.amazonaws.com", "/k", "my.s3.bucket", "k"],
    ["b.s3.cn-north-1.amazonaws.com.cn", "/k", "b", "k"],
    ["b.s3.us-east-1.amazonaws.com", "//k", "b", "/k"],
    ["127.0.0.1", "/b//k//", "b", "/k//"],
    ["127.0.0.1", "/b/a/../c/./d", "b", "a/../c/./d"],
    ["127.0.0.1", "/b/%2E%2E/x", "b", "../x"],
    ["127.0.0.1", "/b/a%2Fb%252Fc+d", "b", "a/b%2Fc+d"],
    ["127.0.0.1", "/b/%E6%97%A5%F0%9F%98%80%01", "b", "日😀\u0001"],
  ])("reads bucket and key of http://%s%s", (host, path, bucket, key) => {
    expect(readAddress({ head: requestHead("GET", path, []), host })).toEqual({ bucket, key });
  });

  it("depends on the head and the host that it is asked for, and not on those before", () => {
    const [one, other] = [requestHead("GET", "/a/b", []), requestHead("GET", "/c/d", [])];
    const asked = [one, other, one].flatMap((head) => [
      { head, host: "127.0.0.1" },
      { head, host: "x.localhost" },
      { head, host: "x.localhost" },
    ]);
    const keys = asked.map((request) => `${readAddress(request).bucket} ${readAddress(request).key}`);
    const [first, second] = [
      ["a b", "x a/b", "x a/b"],
      ["c d", "x c/d", "x c/d"],
    ];
    expect(keys).toEqual([first, second, first].flat());
  });
});

describe("keys over the wire", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, "keys");
  });
  afterAll(() => emulator.close());

  const oddKeys: readonly (readonly [path: string, key: string])[] = [
    ["/", "/"],
    ["//leading", "//leading"],
    ["a//b", "a//b"],
    ["a/../b", "a/../b"],
    ["../up", "../up"],
    [".", "."],
    ["%2E%2E/%2e", "../."],
    ["a%2Fb", "a/b"],
    ["a%252Fb", "a%2Fb"],
    ["a+b%20c", "a+b c"],
    ["%E6%97%A5%E6%9C%AC%F0%9F%98%80", "日本😀"],
    ["%00%01%0A%7F", "\u0000\u0001\n\u007f"],
    ["trailing/", "trailing/"],
    ["%3Fquery%23", "?query#"],
    ["*${aws:username}".replace("{", "%7B").replace("}", "%7D"), "*${aws:username}"],
  ];

  it.each(oddKeys)("puts and gets PUT /keys/%s under its one key", async (path, key) => {
    const put = await sendSigned(emulator, { method: "PUT", path: `/keys/${path}`, body: `body of ${key}` });
    expect([put.status, put.body]).toEqual([200, ""]);
    const got = await sendSigned(emulator, { path: `/keys/${path}` });
    expect([got.status, got.body]).toEqual([200, `body of ${key}`]);
    const listed = await s3.send(new ListObjectsV2Command({ Bucket: "keys", EncodingType: "url", Prefix: key }));
    const keys = listed.Contents?.map(({ Key = "" }) => decodeURIComponent(Key.replaceAll("+", "%20")));
    expect(keys).toContain(key);
  });

  it.each([
    ["", {}],
    ["V2", { "list-type": "2" }],
    ["of versions", { versions: "" }],
    ["of uploads", { uploads: "" }],
  ])(
    "shows a key that XML cannot hold as references in a listing %s, and plainly where it is asked to be encoded",
    async (_which, query) => {
      const Bucket = "unprintable";
      if ((await s3.send(new ListBucketsCommand({ Prefix: Bucket }))).Buckets?.length === 0) {
        await makeBucket(s3, Bucket);
        await sendSigned(emulator, { method: "PUT", path: `/${Bucket}/%00a%01/%1F%EF%BF%BE<%C3%A9`, body: "x" });
        await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "\u0000a\u0001/\u001f\ufffe<é" }));
      }
      const list = (more: object) => sendSigned(emulator, { path: `/${Bucket}`, query: { ...query, ...more } });
      expect(element((await list({})).body, "Key")).toBe("&#x0;a&#x1;/&#x1f;&#xfffe;&lt;é");
      expect(element((await list({ "encoding-type": "url" })).body, "Key")).toBe("%00a%01/%1F%EF%BF%BE%3C%C3%A9");
      // Prefixes and delimiters are keys too.
      const split = (await list({ delimiter: "\u0001", "encoding-type": "url", prefix: "\u0000" })).body;
      expect(element(split.slice(split.indexOf("<CommonPrefixes>")), "Prefix")).toBe("%00a%01");
    },
  );

  it("keeps keys apart that a normalising server would mix up", async () => {
    const paths = ["x/y", "x//y", "x/./y", "x/z/../y", "/x/y", "x%2F%2Fy2"];
    for (const path of paths) await sendSigned(emulator, { method: "PUT", path: `/keys/${path}`, body: path });
    for (const path of paths) expect((await sendSigned(emulator, { path: `/keys/${path}` })).body).toBe(path);
  });

  it.each([
    "keys.s3.ap-northeast-1.amazonaws.com",
    "keys.s3-ap-northeast-1.amazonaws.com",
    "keys.s3.amazonaws.com",
    "keys.s3.dualstack.ap-northeast-1.amazonaws.com",
    "keys.localhost",
  ])("serves a bucket at the host %s", async (host) => {
    await sendSigned(emulator, { method: "PUT", path: "/a/../hosted", host, body: host });
    const answer = await s3.send(new GetObjectCommand({ Bucket: "keys", Key: "a/../hosted" }));
    expect(await answer.Body?.transformToString()).toBe(host);
    expect((await sendSigned(emulator, { path: "/", host, query: { "list-type": "2" } })).body).toContain(
      "<Name>keys</Name>",
    );
  });

  it("takes keys up to 1,024 bytes", async () => {
    const key = "é".repeat(512);
    const path = `/keys/${encodeURIComponent(key)}`;
    expect((await sendSigned(emulator, { method: "PUT", path, body: "long" })).status).toBe(200);
    expect((await s3.send(new HeadObjectCommand({ Bucket: "keys", Key: key }))).ContentLength).toBe(4);
    const refused = await sendSigned(emulator, { method: "PUT", path: `${path}x`, body: "longer" });
    expect(refusedWith(refused)).toEqual({ code: "KeyTooLongError", status: 400, message: "Your key is too long" });
    expect(refused.body).toContain("<Size>1025</Size><MaxSizeAllowed>1024</MaxSizeAllowed>");
  });

  it.each(["/keys/%", "/keys/%zz", "/keys/%ff", "//key"])("refuses the path %s", async (path) => {
    const answer = await sendAnonymous(emulator, { path });
    expect(refusedWith(answer)).toEqual({
      code: "InvalidURI",
      status: 400,
      message: "Couldn't parse the specified URI.",
    });
  });

  it("does not find a bucket whose name is longer than any key", async () => {
    const answer = await sendAnonymous(emulator, { path: `/${"b".repeat(5000)}/key` });
    expect(refusedWith(answer).code).toBe("NoSuchBucket");
  });
});
