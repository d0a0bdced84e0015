// biome-ignore-all lint/suspicious/noTemplateCurlyInString: keys that look like policy variables are the point.
import { describe, expect, it } from "vitest";
import {
  checkScope,
  parseScope,
  representableKey,
  requiredHeaders,
  type UncheckedScope,
} from "../../src/lease/index.ts";
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

describe("the forms of a scope", () => {
  const actions = ["upload"];
  it("are read from the texts: an object, a prefix, or several objects of one bucket", async () => {
    expect(parseScope("s3://bucket/reports/")).toEqual({ bucket: "bucket", prefix: "reports/", actions });
    expect(parseScope("s3://bucket//")).toEqual({ bucket: "bucket", prefix: "/", actions });
    expect(parseScope("s3://bucket/reports/*")).toEqual({ bucket: "bucket", key: "reports/*", actions });
    expect(parseScope(["s3://bucket/a", "s3://bucket/b"])).toEqual({ bucket: "bucket", keys: ["a", "b"], actions });
    expect(parseScope(["s3://bucket/a", "s3://bucket/a"])).toEqual({ bucket: "bucket", key: "a", actions });
    const wrong: [string[], string][] = [
      [[], "ScopeEmpty"],
      [["s3://bucket/a", "s3://other/b"], "ArgumentInvalid"],
      [["s3://bucket/a", "s3://bucket/b/"], "ArgumentInvalid"],
      [["s3://bucket/a", "s3://bucket/"], "ScopeEmpty"],
    ];
    for (const [texts, code] of wrong) expect((await refusedBy(() => parseScope(texts))).code).toBe(code);
  });

  it.each<[string, Partial<UncheckedScope>, string]>([
    ["no form", {}, "ScopeEmpty"],
    ["two forms", { key: "a", prefix: "b/" }, "ArgumentInvalid"],
    ["no keys", { keys: [] }, "ScopeEmpty"],
    ["an empty key", { keys: ["a", ""] }, "ScopeEmpty"],
    ["an empty prefix, which would be the whole bucket", { prefix: "" }, "ScopeEmpty"],
    ["a prefix that does not end in a slash", { prefix: "reports" }, "ArgumentInvalid"],
    ["a prefix that is a wildcard", { prefix: "reports/*" }, "ArgumentInvalid"],
    ["a prefix that a policy cannot hold", { prefix: "\u20AC/" }, "KeyUnrepresentable"],
    ["a key of several that a policy cannot hold", { keys: ["a", "\u20AC"] }, "KeyUnrepresentable"],
  ])("are refused with %s", async (_, objects, code) => {
    expect((await refusedBy(() => checkScope({ bucket: "bucket", actions, ...objects }))).code).toBe(code);
  });

  it("offer a key in the place of one that a policy cannot hold, and the prefix above it", async () => {
    const error = await refusedBy(() => parseScope("s3://bucket/caf\u00E9/\u20AC 5/\u{1F600}.txt"));
    const suggestedKey = "caf\u00E9/%E2%82%AC 5/%F0%9F%98%80.txt";
    expect(error.facts).toEqual({ codePoint: "20AC", suggestedKey });
    expect(error.hint).toContain("the prefix `caf\u00E9/`");
    expect(parseScope(`s3://bucket/${suggestedKey}`)).toMatchObject({ key: suggestedKey });
    expect(representableKey("plain*?\u00FF")).toBe("plain*?\u00FF");
  });
});

describe("the conditions of a scope", () => {
  const check = (conditions: object, actions = ["upload", "tagging"]) =>
    checkScope({ bucket: "bucket", key: "key", actions, conditions });

  it("are brought into one form, and left out where they demand nothing", () => {
    expect(check({ sourceIps: ["192.0.2.1", "10.0.0.0/8", "192.0.2.1"], tags: { b: "1", a: "2" } }).conditions).toEqual(
      {
        sourceIps: ["10.0.0.0/8", "192.0.2.1"],
        tags: { a: "2", b: "1" },
      },
    );
    expect(check({ tags: {} })).not.toHaveProperty("conditions");
  });

  it.each<[string, object]>([
    ["one that nobody knows", { sourceIp: ["192.0.2.1"] }],
    ["one that every object has", { toString: true }],
    ["write-once that is not", { writeOnce: false }],
    ["no address", { sourceIps: [] }],
    ["an address that is none", { sourceIps: ["192.0.2"] }],
    ["a length that is none", { sourceIps: ["192.0.2.0/33"] }],
    ["two lengths", { sourceIps: ["192.0.2.0/24/8"] }],
    ["an IPv6 length that is none", { sourceIps: ["2001:db8::/129"] }],
    ["a wildcard for an endpoint", { sourceVpces: ["vpce-*"] }],
    ["an encryption that S3 does not know", { encryption: "rot13" }],
    ["a storage class that S3 does not know", { storageClass: "CHEAP" }],
    ["a tag with a variable", { tags: { "${x}": "y" } }],
    ["a tag with a wildcard value", { tags: { x: "*" } }],
    ["a tag of AWS's own", { tags: { "AWS:x": "y" } }],
    ["a tag that is a number", { tags: { x: 1 } }],
    ["eleven tags", { tags: Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`k${i}`, ""])) }],
  ])("are refused with %s", async (_, conditions) => {
    expect((await refusedBy(() => check(conditions))).code).toBe("ArgumentInvalid");
  });

  it("may not contradict the actions", async () => {
    expect((await refusedBy(() => check({ writeOnce: true }, ["upload", "delete"]))).message).toContain("delete");
    expect((await refusedBy(() => check({ tags: { a: "b" } }, ["upload"]))).message).toContain("tagging");
  });

  it("say which headers an upload must have", () => {
    const conditions = {
      writeOnce: true,
      encryption: "AES256",
      storageClass: "STANDARD_IA",
      tags: { a: "b c", d: "e@" },
    };
    expect(requiredHeaders(check(conditions))).toEqual({
      "if-none-match": "*",
      "x-amz-server-side-encryption": "AES256",
      "x-amz-storage-class": "STANDARD_IA",
      "x-amz-tagging": "a=b%20c&d=e%40",
    });
    expect(requiredHeaders(check({}))).toEqual({});
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
