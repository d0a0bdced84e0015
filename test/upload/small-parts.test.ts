import { describe, expect, it } from "vitest";
import { contentTypeOf } from "../../src/upload/content-type.ts";
import { checkCannedAcl } from "../../src/upload/index.ts";
import { refusedBy } from "../support/refused-by.ts";

describe("the Content-Type of a file", () => {
  it.each([
    ["/tmp/page.html", "text/html; charset=utf-8"],
    ["PHOTO.JPG", "image/jpeg"],
    ["archive.tar.gz", "application/gzip"],
    ["report", "application/octet-stream"],
    [".json", "application/octet-stream"],
    ["x.constructor", "application/octet-stream"],
  ])("%s is %s", (name, type) => {
    expect(contentTypeOf(name)).toBe(type);
  });
});

describe("a canned ACL", () => {
  it("is one of S3's", () => {
    expect(checkCannedAcl("public-read")).toBe("public-read");
  });

  it.each(["public_read", "Public-Read", "", "log-delivery-write"])("is not %j", async (text) => {
    const error = await refusedBy(() => checkCannedAcl(text));
    expect(error.code).toBe("ArgumentInvalid");
    expect(error.hint).toContain("public-read");
  });
});
