import { describe, expect, it } from "vitest";
import { isHostSigned, requestHead, unsignedAmzHeaders } from "../../../src/wire/index.ts";

describe("headers that must be signed", () => {
  const head = requestHead("PUT", "/", ["Host", "h", "X-Amz-Meta-B", "1", "x-amz-acl", "private", "Content-Type", "t"]);

  it("are all x-amz-* headers that were sent", () => {
    expect(unsignedAmzHeaders(head, ["host"])).toEqual(["x-amz-acl", "x-amz-meta-b"]);
    expect(unsignedAmzHeaders(head, ["host", "x-amz-acl"])).toEqual(["x-amz-meta-b"]);
    expect(unsignedAmzHeaders(head, ["x-amz-meta-b", "x-amz-acl", "x-amz-absent"])).toEqual([]);
  });

  it("are not covered by a name in another case, which signs nothing", () => {
    expect(unsignedAmzHeaders(head, ["X-Amz-Acl", "x-amz-meta-b"])).toEqual(["x-amz-acl"]);
  });

  it("include host", () => {
    expect(isHostSigned(["content-type", "host"])).toBe(true);
    expect(isHostSigned(["x-amz-date"])).toBe(false);
  });
});
