import { S3Client } from "@aws-sdk/client-s3";
import { describe, expect, it, vi } from "vitest";
import { addressOf, type ObjectLocation } from "../../src/upload/address.ts";
import { awsRegions } from "../support/aws-partitions.ts";

type Place = { readonly host: string; readonly path: string; readonly secure: boolean } | "refused";

const KEY = "k";

const client = new S3Client({
  region: "eu-west-1",
  credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" },
});

/** What the rules say that AWS's own client asks for each request. */
function asAwsClient({ bucket, region, endpoint, ...variant }: Omit<ObjectLocation, "key">): Place {
  try {
    const { url } = client.config.endpointProvider({
      Bucket: bucket,
      Region: region,
      UseDualStack: variant.useDualstackEndpoint ?? false,
      UseFIPS: variant.useFipsEndpoint ?? false,
      ForcePathStyle: endpoint !== undefined,
      Accelerate: false,
      UseGlobalEndpoint: false,
      DisableMultiRegionAccessPoints: false,
      ...(endpoint === undefined ? {} : { Endpoint: endpoint }),
    });
    return { host: url.host, path: `${url.pathname.replace(/\/$/, "")}/${KEY}`, secure: url.protocol === "https:" };
  } catch {
    return "refused";
  }
}

function asKeylease(location: Omit<ObjectLocation, "key">): Place {
  try {
    const { host, path, secure } = addressOf({ ...location, key: KEY });
    return { host, path, secure };
  } catch {
    return "refused";
  }
}

/** Names of every shape that `checkBucketName` lets through and that a bucket of today or of long ago can have. */
const BUCKETS: readonly string[] = [
  "my-bucket",
  "abc",
  "a1b2c3",
  "0-1",
  "a--b",
  "my.bucket",
  "my.bucket.example",
  "1.2.3",
  "x-.-y",
  "ap-12345678901234567890-s3alias",
  "function--ol-s3",
  `a${"b".repeat(61)}c`,
  `a.${"b".repeat(59)}.c`,
];

const VARIANTS = [
  { useDualstackEndpoint: false, useFipsEndpoint: false },
  { useDualstackEndpoint: false, useFipsEndpoint: true },
  { useDualstackEndpoint: true, useFipsEndpoint: false },
  { useDualstackEndpoint: true, useFipsEndpoint: true },
] as const;

describe("the address of an object is the one that AWS's own client uses", () => {
  it.each(VARIANTS)("in every region, for buckets of every shape, with %j", (variant) => {
    for (const region of [...awsRegions(), "xx-new-1"]) {
      const locations = BUCKETS.map((bucket) => ({ bucket, region, ...variant }));
      expect([region, locations.map(asKeylease)]).toEqual([region, locations.map(asAwsClient)]);
    }
  });

  it.each([
    "http://127.0.0.1:4566",
    "http://127.0.0.1",
    "https://127.0.0.1:443",
    "http://127.0.0.1:80/",
    "http://[::1]:9000",
    "https://[2001:db8::1]",
    "http://[::1]:9000/base",
    "http://localhost:9000",
    "https://s3.example",
    "https://s3.example:8443/base/path/",
    "https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com",
  ])("at %s, which goes with none of AWS's variants", (endpoint) => {
    for (const variant of VARIANTS) {
      const locations = BUCKETS.map((bucket) => ({ bucket, region: "eu-west-1", endpoint, ...variant }));
      expect([variant, locations.map(asKeylease)]).toEqual([variant, locations.map(asAwsClient)]);
    }
  });
});

describe("the address of an object is another one", () => {
  const both = (bucket: string, region = "us-east-1"): readonly [ours: Place, theirs: Place] => [
    asKeylease({ bucket, region }),
    asAwsClient({ bucket, region }),
  ];

  it("for directory buckets: leases do not know their sessions, and nothing of that name is at the ordinary address", () => {
    const [ours, theirs] = both("logs--use1-az4--x-s3");
    expect(theirs).toMatchObject({ host: "logs--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com" });
    expect(ours).toMatchObject({ host: "logs--use1-az4--x-s3.s3.us-east-1.amazonaws.com" });
  });

  it("for names that begin with `xn--`, which no bucket can have and no URL of Node's either", () => {
    // The library also prints what went wrong.
    const printed = vi.spyOn(console, "error").mockImplementation(() => {});
    const [ours, theirs] = both("xn--abc");
    printed.mockRestore();
    expect(theirs).toBe("refused");
    expect(ours).toMatchObject({ host: "xn--abc.s3.us-east-1.amazonaws.com" });
  });

  it("for `aws-global`, which is no region: it means us-east-1 to AWS's client", () => {
    const [ours, theirs] = both("my-bucket", "aws-global");
    expect(theirs).toMatchObject({ host: "my-bucket.s3.amazonaws.com" });
    expect(ours).toMatchObject({ host: "my-bucket.s3.aws-global.amazonaws.com" });
  });
});
