import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addressOf, type ObjectLocation } from "../../src/upload/address.ts";

/** Where AWS's own client would send a request for the object: host and path as they go over the wire. */
async function asAwsClient(location: ObjectLocation): Promise<{ host: string; path: string; secure: boolean }> {
  const { bucket, key, region, endpoint, useDualstackEndpoint, useFipsEndpoint } = location;
  let seen = { host: "", path: "", secure: false };
  const client = new S3Client({
    region,
    ...(useDualstackEndpoint === undefined ? {} : { useDualstackEndpoint }),
    ...(useFipsEndpoint === undefined ? {} : { useFipsEndpoint }),
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" },
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    requestHandler: {
      handle: async ({ hostname, port, path, protocol }: Record<string, string>) => {
        seen = {
          host: port === undefined ? `${hostname}` : `${hostname}:${port}`,
          path: `${path}`,
          secure: protocol === "https:",
        };
        return { response: { statusCode: 200, headers: {} } };
      },
    } as never,
  });
  await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  return seen;
}

describe("the address of an object is the one that AWS's own client uses", () => {
  it.each<[string, ObjectLocation]>([
    ["in a region", { bucket: "my-bucket", key: "a/b.txt", region: "ap-northeast-1" }],
    ["in us-east-1", { bucket: "my-bucket", key: "a/b.txt", region: "us-east-1" }],
    ["in China", { bucket: "my-bucket", key: "k", region: "cn-north-1" }],
    ["in the European Sovereign Cloud", { bucket: "my-bucket", key: "k", region: "eusc-de-east-1" }],
    ["dual-stack", { bucket: "my-bucket", key: "k", region: "eu-west-1", useDualstackEndpoint: true }],
    ["FIPS", { bucket: "my-bucket", key: "k", region: "us-east-2", useFipsEndpoint: true }],
    ["at an IPv6 address", { bucket: "my-bucket", key: "k", region: "eu-west-1", endpoint: "http://[::1]:9000/base" }],
    ["in GovCloud", { bucket: "my-bucket", key: "k", region: "us-gov-west-1" }],
    ["with dots in the bucket's name", { bucket: "my.bucket.example", key: "k", region: "eu-central-1" }],
    ["with dots in the bucket's name, in China", { bucket: "my.bucket", key: "k", region: "cn-northwest-1" }],
    ["at a custom endpoint", { bucket: "my-bucket", key: "k", region: "eu-west-1", endpoint: "http://127.0.0.1:4566" }],
    ["at an endpoint with TLS", { bucket: "my-bucket", key: "k", region: "eu-west-1", endpoint: "https://s3.example" }],
    ["at an endpoint with a path", { bucket: "b-1", key: "k", region: "eu-west-1", endpoint: "https://x.example/s3" }],
  ])("%s", async (_, location) => {
    const { host, path, secure } = addressOf(location);
    expect({ host, path, secure }).toEqual(await asAwsClient(location));
  });

  it("for any key", async () => {
    const piece = fc.constantFrom(
      "..",
      ".",
      "/",
      "//",
      "%2F",
      "+",
      " ",
      "!",
      "'",
      "(",
      ")",
      "*",
      "~",
      "é",
      "あ",
      "?",
      "#",
      "&",
      "=",
      "\n",
      "a",
    );
    const key = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => `k${pieces.join("")}`);
    await fc.assert(
      fc.asyncProperty(key, async (candidate) => {
        const location = { bucket: "my-bucket", key: candidate, region: "eu-west-1" };
        expect(addressOf(location).path).toBe((await asAwsClient(location)).path);
      }),
      { numRuns: 100 },
    );
  });
});

describe("the URL of an object", () => {
  it("keeps the key's dots and slashes", () => {
    const location = { bucket: "my-bucket", key: "a/../b//c", region: "eu-west-1" };
    expect(addressOf(location).url).toBe("https://my-bucket.s3.eu-west-1.amazonaws.com/a/../b//c");
    expect(addressOf({ ...location, endpoint: "http://127.0.0.1:4566" }).url).toBe(
      "http://127.0.0.1:4566/my-bucket/a/../b//c",
    );
  });

  it("writes an IPv6 endpoint with brackets, and gives the socket none", () => {
    const { url, host, hostname, port } = addressOf({
      bucket: "b-1",
      key: "k",
      region: "r",
      endpoint: "http://[::1]:80",
    });
    expect({ url, host, hostname, port }).toEqual({
      url: "http://[::1]/b-1/k",
      host: "[::1]",
      hostname: "::1",
      port: 80,
    });
  });
});
