import * as sdk from "@aws-sdk/client-s3-control";
import { describe, expect, it } from "vitest";
import { detect } from "../../../../../src/emulator/services/s3/control/detect.ts";
import { allControlNames } from "../../../../../src/emulator/services/s3/control/routes.ts";
import { requestHead } from "../../../../../src/wire/index.ts";

const named = (method: string, path: string): string => detect({ head: requestHead(method, path, []) });

describe("the operation of a request to S3 Control", () => {
  it.each([
    ["GET", "configuration/publicAccessBlock", "GetPublicAccessBlock"],
    ["PUT", "configuration/publicAccessBlock", "PutPublicAccessBlock"],
    ["DELETE", "configuration/publicAccessBlock", "DeletePublicAccessBlock"],
    ["PUT", "accesspoint/mine", "CreateAccessPoint"],
    ["GET", "accesspoint/mine/policyStatus", "GetAccessPointPolicyStatus"],
    ["POST", "async-requests/mrap/create", "CreateMultiRegionAccessPoint"],
    ["GET", "async-requests/mrap/arn:aws:s3:a/b", "DescribeMultiRegionAccessPointOperation"],
    ["GET", "mrap/instances/a/b", "GetMultiRegionAccessPoint"],
    ["GET", "mrap/instances/a/b/policy", "GetMultiRegionAccessPointPolicy"],
    ["PATCH", "mrap/instances/a/routes", "SubmitMultiRegionAccessPointRoutes"],
    ["POST", "tags/arn%3Aaws%3As3%3A%3A%3Ab", "TagResource"],
  ])("%s %s is %s", (method, path, name) => {
    expect(named(method, `/v20180820/${path}`)).toBe(name);
  });

  it("is one of those that AWS's SDK knows, and every one of them", () => {
    const known = Object.keys(sdk).flatMap((name) => /^([A-Z]\w+)Command$/.exec(name)?.[1] ?? []);
    expect([...allControlNames()].sort()).toEqual(known.sort());
  });

  it.each([
    ["GET", "/v20180820/nothing", "InvalidURI", 400],
    ["GET", "/v20180820/accesspoint/a/b/c", "InvalidURI", 400],
    ["GET", "/v20180820/accesspoint/", "InvalidURI", 400],
    ["GET", "/", "InvalidURI", 400],
    ["POST", "/v20180820/configuration/publicAccessBlock", "MethodNotAllowed", 405],
    // A name of JavaScript's own objects is no method.
    ["constructor", "/v20180820/jobs", "MethodNotAllowed", 405],
  ])("%s %s is none", (method, path, code, status) => {
    expect(() => named(method, path)).toThrow(expect.objectContaining({ code, status }));
  });
});
