import { describe, expect, it } from "vitest";
import { endpointOf } from "../../src/lease/index.ts";
import { regionOf } from "../../src/lease/region.ts";
import { refusedBy } from "../support/refused-by.ts";

const environment = {
  AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  AWS_ENDPOINT_URL_S3: "http://127.0.0.1:2",
};

describe("the endpoint of a service", () => {
  it("is the one given, before all variables", () => {
    expect(endpointOf("S3", "http://127.0.0.1:3", environment)).toBe("http://127.0.0.1:3");
  });

  it("is the service's variable before the one for all services", () => {
    expect(endpointOf("S3", undefined, environment)).toBe("http://127.0.0.1:2");
    expect(endpointOf("STS", undefined, environment)).toBe("http://127.0.0.1:1");
  });

  it("is AWS's own where no variable is set, or an empty one", () => {
    expect(endpointOf("S3", undefined, {})).toBeUndefined();
    expect(endpointOf("S3", undefined, { AWS_ENDPOINT_URL: "" })).toBeUndefined();
  });

  it("is AWS's own where the variables are to be ignored, but not where one is given", () => {
    const ignoring = { ...environment, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "TRUE" };
    expect(endpointOf("S3", undefined, ignoring)).toBeUndefined();
    expect(endpointOf("S3", "http://127.0.0.1:3", ignoring)).toBe("http://127.0.0.1:3");
  });

  it("loses its trailing slash and keeps its path", () => {
    expect(endpointOf("S3", "https://gateway.example/s3/", {})).toBe("https://gateway.example/s3");
  });

  it.each(["127.0.0.1:4566", "ftp://x", "http://user:hunter2@x", "http://x?y", "http://x#y", "s3://b/k", "http://"])(
    "cannot be %j, which is not repeated in the error",
    async (text) => {
      const error = await refusedBy(() => endpointOf("S3", text, {}));
      expect(error.code).toBe("ArgumentInvalid");
      expect(error.message).not.toContain("hunter2");
    },
  );
});

describe("the region", () => {
  it("is the one given, else AWS_REGION, else AWS_DEFAULT_REGION", () => {
    const variables = { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-2" };
    expect(regionOf("eu-west-3", variables)).toBe("eu-west-3");
    expect(regionOf(undefined, variables)).toBe("eu-west-1");
    expect(regionOf(undefined, { AWS_DEFAULT_REGION: "eu-west-2" })).toBe("eu-west-2");
  });

  it("must be known", async () => {
    expect((await refusedBy(() => regionOf(undefined, { AWS_REGION: "" }))).hint).toContain("AWS_REGION");
  });

  it.each(["aws-global", "aws-cn-global", "fips-us-east-1", "us-gov-west-1-fips"])(
    "cannot be %s, which stands for addresses",
    async (text) => {
      expect((await refusedBy(() => regionOf(text, {}))).hint).toContain("AWS_USE_FIPS_ENDPOINT");
    },
  );

  it.each(["evil.example", "x/../y", "", "a b", "-x"])(
    "cannot be %j, which would become part of a host",
    async (text) => {
      expect((await refusedBy(() => regionOf(text, {}))).code).toBe("ArgumentInvalid");
    },
  );
});
