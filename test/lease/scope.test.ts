// biome-ignore-all lint/suspicious/noTemplateCurlyInString: keys that look like policy variables are the point.
import { describe, expect, it } from "vitest";
import { checkScope, parseScope } from "../../src/lease/index.ts";
import { refusedBy } from "../support/refused-by.ts";

describe("a scope read from s3://BUCKET/KEY", () => {
  it("grants the upload alone unless told otherwise", () => {
    expect(parseScope("s3://bucket/key")).toEqual({ bucket: "bucket", key: "key", actions: ["upload"] });
  });

  it.each([
    ["s3://bucket/a?b#c/../d", "a?b#c/../d"],
    ["s3://bucket/a%2Fb%20c", "a%2Fb%20c"],
    ["s3://bucket//a//b", "/a//b"],
    ["s3://bucket/a*b?c${aws:username}", "a*b?c${aws:username}"],
    ["s3://bucket/..", ".."],
    ["s3://bucket/ leading and trailing ", " leading and trailing "],
    ["s3://bucket/x@y:z", "x@y:z"],
    ["s3://bucket/caf\u00E9", "caf\u00E9"],
    ["s3://bucket/line\nbreak", "line\nbreak"],
  ])("takes the key of %j as it stands", (text, key) => {
    expect(parseScope(text)).toMatchObject({ key });
  });

  it("sorts its actions and takes each once", () => {
    expect(parseScope("s3://bucket/key", ["read", "acl", "upload", "acl"]).actions).toEqual(["upload", "acl", "read"]);
  });

  it.each([
    ["", "ArgumentInvalid"],
    ["bucket/key", "ArgumentInvalid"],
    ["S3://bucket/key", "ArgumentInvalid"],
    ["https://bucket.s3.amazonaws.com/key", "ArgumentInvalid"],
    ["s3://", "ScopeEmpty"],
    ["s3:///key", "ScopeEmpty"],
    ["s3://bucket", "ScopeEmpty"],
    ["s3://bucket/", "ScopeEmpty"],
    ["s3://B/key", "BucketNameInvalid"],
    ["s3://user@bucket/key", "BucketNameInvalid"],
    ["s3://bucket/\u20AC", "KeyUnrepresentable"],
    ["s3://bucket/\u0007", "KeyUnrepresentable"],
    ["s3://bucket/\u{1F600}", "KeyUnrepresentable"],
    [`s3://bucket/${"k".repeat(1025)}`, "KeyInvalid"],
    [`s3://bucket/${"\u00E9".repeat(513)}`, "KeyInvalid"],
    ["s3://bucket/\uD800", "KeyInvalid"],
  ])("refuses %j", async (text, code) => {
    expect((await refusedBy(() => parseScope(text))).code).toBe(code);
  });

  it("takes a key of exactly 1,024 bytes", () => {
    expect(parseScope(`s3://bucket/${"\u00E9".repeat(512)}`)).toMatchObject({ key: "\u00E9".repeat(512) });
  });

  it("names the character that a policy cannot hold", async () => {
    const error = await refusedBy(() => parseScope("s3://bucket/total-\u20AC"));
    expect(error.message).toContain("U+20AC");
    expect(error.facts).toEqual({ codePoint: "20AC", suggestedKey: "total-%E2%82%AC" });
  });
});

describe("the actions of a scope", () => {
  it("must not be empty", async () => {
    expect((await refusedBy(() => checkScope({ bucket: "bucket", key: "key", actions: [] }))).code).toBe("ScopeEmpty");
  });

  it.each(["s3:PutObject", "write", "Upload", "toString", "*", ""])("refuse the word %j", async (action) => {
    const error = await refusedBy(() => parseScope("s3://bucket/key", ["upload", action]));
    expect(error.code).toBe("ScopeActionUnknown");
    expect(error.hint).toContain("upload, acl, tagging, read, list, delete");
  });
});

describe("a bucket name", () => {
  it.each(["abc", "my-bucket", "my.bucket.example", "1bucket1", "a".repeat(63)])("may be %j", (bucket) => {
    expect(parseScope(`s3://${bucket}/key`).bucket).toBe(bucket);
  });

  it.each([
    "ab",
    "a".repeat(64),
    "-bucket",
    "bucket-",
    ".bucket",
    "bucket.",
    "my..bucket",
    "my_bucket",
    "My-bucket",
    "192.168.5.4",
    "b*ket",
    "bücket",
    "bucket?x=1",
  ])("may not be %j", async (bucket) => {
    expect((await refusedBy(() => parseScope(`s3://${bucket}/key`))).code).toBe("BucketNameInvalid");
  });
});
