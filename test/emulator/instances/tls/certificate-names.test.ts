import { describe, expect, it } from "vitest";
import { certificateNames } from "../../../../src/emulator/instances/tls/certificate-names.ts";

const wildcard = (name: string): readonly string[] => [name, `*.${name}`];

describe("The names of a certificate", () => {
  it.each([
    ["sts.ap-northeast-1.amazonaws.com", ["sts.ap-northeast-1.amazonaws.com"]],
    ["sts.amazonaws.com", ["sts.amazonaws.com"]],
    ["EC2.Amazonaws.Com", ["ec2.amazonaws.com"]],
    ["s3.amazonaws.com", wildcard("s3.amazonaws.com")],
    ["bucket.s3.amazonaws.com", wildcard("s3.amazonaws.com")],
    ["bucket.s3-ap-northeast-1.amazonaws.com", wildcard("s3-ap-northeast-1.amazonaws.com")],
    ["bucket.s3.ap-northeast-1.amazonaws.com", wildcard("s3.ap-northeast-1.amazonaws.com")],
    ["b.s3.dualstack.eu-west-1.amazonaws.com", wildcard("s3.dualstack.eu-west-1.amazonaws.com")],
    ["b.s3.cn-north-1.amazonaws.com.cn", wildcard("s3.cn-north-1.amazonaws.com.cn")],
    // As on AWS, where clients refuse it.
    ["dotted.bucket.s3.us-gov-west-1.amazonaws.com", wildcard("s3.us-gov-west-1.amazonaws.com")],
  ])("are those of %s", (name, names) => {
    expect(certificateNames(name)).toEqual(names);
  });

  it.each([
    "amazonaws.com",
    "example.com",
    "amazonaws.com.example.com",
    "notamazonaws.com",
    "a..amazonaws.com",
    "*.amazonaws.com",
    "a\n.amazonaws.com",
    `${"a".repeat(64)}.amazonaws.com`,
    `${"a.".repeat(130)}amazonaws.com`,
    "127.0.0.1",
    "",
  ])("are none for %j", (name) => {
    expect(certificateNames(name)).toBeUndefined();
  });
});
