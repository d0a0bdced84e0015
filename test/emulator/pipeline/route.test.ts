import { describe, expect, it } from "vitest";
import { route as routeAt, serviceOfHost } from "../../../src/emulator/pipeline/route.ts";
import { type RequestHead, requestHead } from "../../../src/wire/index.ts";

const route = (head: RequestHead, host: string) => routeAt(head, serviceOfHost(host));

const signedFor = (service: string) => [
  "authorization",
  `AWS4-HMAC-SHA256 Credential=AKIA/20261123/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=00`,
];

describe("the service of a request", () => {
  it.each([
    ["sts.amazonaws.com", "sts"],
    ["sts.ap-northeast-1.amazonaws.com", "sts"],
    ["iam.amazonaws.com", "iam"],
    ["ec2.ap-northeast-1.amazonaws.com", "ec2"],
    ["s3.amazonaws.com", "s3"],
    ["bucket.s3.amazonaws.com", "s3"],
    ["bucket.s3-ap-northeast-1.amazonaws.com", "s3"],
    ["my.bucket.s3.dualstack.ap-northeast-1.amazonaws.com", "s3"],
    ["iam.s3.ap-northeast-1.amazonaws.com", "s3"],
    ["bucket.localhost", "s3"],
  ])("at host %s is %s", (host, service) => {
    expect(route(requestHead("GET", "/", []), host)).toEqual({ service });
  });

  it.each([
    "111111111111.s3-control.ap-northeast-1.amazonaws.com",
    "111111111111.s3-control-fips.dualstack.us-east-1.amazonaws.com",
    "s3-control.cn-north-1.amazonaws.com.cn",
    "111111111111.s3-control.localhost",
    "s3-control.localhost",
  ])("at host %s is S3 Control", (host) => {
    expect(route(requestHead("GET", "/", []), host)).toEqual({ service: "s3control" });
  });

  it.each(["127.0.0.1", "111111111111.127.0.0.1", "111111111111.localhost"])(
    "at host %s is S3 Control where a request to S3 has its path and its header",
    (host) => {
      const asked = (path: string, headers: readonly string[]): unknown =>
        route(requestHead("GET", path, [...headers]), host);
      const account = ["x-amz-account-id", "111111111111"];
      const path = "/v20180820/configuration/publicAccessBlock";
      expect(asked(path, [...signedFor("s3"), ...account])).toEqual({ service: "s3control" });
      expect(asked(path, account)).toEqual({ service: "s3control" });
      expect(asked(path, signedFor("s3"))).toEqual({ service: "s3" });
      expect(asked("/v20180820x/k", [...signedFor("s3"), ...account])).toEqual({ service: "s3" });
      expect(asked(path, [...signedFor("sts"), ...account])).not.toEqual({ service: "s3control" });
    },
  );

  it("is S3 at a bucket's host, whatever the bucket is called and the request has", () => {
    const head = requestHead("GET", "/v20180820/x", ["x-amz-account-id", "111111111111"]);
    expect(route(head, "s3-control.s3.ap-northeast-1.amazonaws.com")).toEqual({ service: "s3" });
  });

  it("is the credential scope's at a host that says nothing", () => {
    expect(route(requestHead("POST", "/", signedFor("cloudformation")), "127.0.0.1")).toEqual({
      service: "cloudformation",
    });
  });

  it("is told by name where it is not emulated", () => {
    expect(route(requestHead("POST", "/", signedFor("dynamodb")), "127.0.0.1")).toEqual({ unknownService: "dynamodb" });
  });

  it("is S3 for an unsigned request, unless it is a query call", () => {
    expect(route(requestHead("GET", "/bucket/key", []), "127.0.0.1")).toEqual({ service: "s3" });
    expect(route(requestHead("GET", "/?Action=GetCallerIdentity", []), "127.0.0.1")).toEqual({ service: "sts" });
    const form = ["content-type", "application/x-www-form-urlencoded; charset=utf-8"];
    expect(route(requestHead("POST", "/", form), "127.0.0.1")).toEqual({ service: "sts" });
    expect(route(requestHead("POST", "/bucket", form), "127.0.0.1")).toEqual({ service: "s3" });
  });
});
