import { describe, expect, it } from "vitest";
import { hostName, isLoopbackHost, isServedHost } from "../../../src/emulator/pipeline/host.ts";

describe("the host of a request", () => {
  it.each([
    ["127.0.0.1:4566", "127.0.0.1"],
    ["[::1]:4566", "[::1]"],
    ["Bucket.S3.amazonaws.com", "bucket.s3.amazonaws.com"],
    [undefined, ""],
  ])("of `%s` is `%s`", (value, name) => {
    expect(hostName(value)).toBe(name);
  });

  it.each(["localhost", "127.0.0.1", "127.1.2.3", "[::1]"])("`%s` is loopback", (host) => {
    expect(isLoopbackHost(host)).toBe(true);
  });

  it.each([
    "evil.example",
    "127.0.0.1.evil.example",
    "amazonaws.com.evil.example",
    "xamazonaws.com",
    "10.0.0.1",
    "1.127.0.0.1",
    "111111111111.10.0.0.1",
    "",
  ])("`%s` is not served: a page could have made it resolve here", (host) => {
    expect(isServedHost(host, [])).toBe(false);
  });

  it("is served where the person named it", () => {
    expect(isServedHost("aws.internal", ["aws.internal"])).toBe(true);
  });

  it.each(["b.localhost", "sts.amazonaws.com", "b.s3.cn-north-1.amazonaws.com.cn", "111111111111.127.0.0.1"])(
    "`%s` is served",
    (host) => {
      expect(isServedHost(host, [])).toBe(true);
    },
  );
});
