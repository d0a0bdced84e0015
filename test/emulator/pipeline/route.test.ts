import { describe, expect, it } from "vitest";
import { route } from "../../../src/emulator/pipeline/route.ts";
import { requestHead } from "../../../src/wire/index.ts";

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
