import { createHash } from "node:crypto";

/** A request in pieces that can each be changed. */
export interface PlainRequest {
  readonly service: "s3" | "sts" | "iam" | "ec2" | "cloudformation" | "ssm";
  readonly method: string;
  /** As it is sent. */
  readonly path: string;
  /** As they are sent. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const s3 = (method: string, target: string, more: Partial<PlainRequest> = {}): PlainRequest => {
  const [path = "/", query] = target.split("?");
  const pairs = query === undefined ? [] : query.split("&").map((pair) => pair.split("=") as [string, string]);
  return {
    service: "s3",
    method,
    path,
    query: pairs.map(([name, value = ""]) => [name, value]),
    headers: [],
    body: "",
    ...more,
  };
};

const form = (service: PlainRequest["service"], body: string): PlainRequest => ({
  service,
  method: "POST",
  path: "/",
  query: [],
  headers: [["content-type", "application/x-www-form-urlencoded"]],
  body,
});

const json = (service: PlainRequest["service"], target: string, body: object): PlainRequest => ({
  service,
  method: "POST",
  path: "/",
  query: [],
  headers: [
    ["content-type", "application/x-amz-json-1.1"],
    ["x-amz-target", target],
  ],
  body: JSON.stringify(body),
});

const document = (body: string): Partial<PlainRequest> => ({
  body,
  headers: [["content-md5", createHash("md5").update(body).digest("base64")]],
});

const POLICY =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::fuzz/never"}]}';

/** S3 Control, which is told by this header. */
const ACCOUNT: Partial<PlainRequest> = { headers: [["x-amz-account-id", "111111111111"]] };

/** Requests that are right, each to begin with. `fuzz` is a bucket with the object `k`. */
export const REQUESTS: readonly PlainRequest[] = [
  s3("GET", "/"),
  s3("GET", "/fuzz?list-type=2&prefix=a&max-keys=3"),
  s3("GET", "/fuzz?list-type=2&delimiter=/&encoding-type=url"),
  s3("HEAD", "/fuzz"),
  s3("GET", "/fuzz?location"),
  s3("GET", "/fuzz?acl"),
  s3("GET", "/fuzz?policy"),
  s3("GET", "/fuzz?ownershipControls"),
  s3("PUT", "/fuzz?policy", document(POLICY)),
  s3("DELETE", "/fuzz?policy"),
  s3("PUT", "/fuzz-new"),
  s3("GET", "/v20180820/configuration/publicAccessBlock", ACCOUNT),
  s3("PUT", "/v20180820/configuration/publicAccessBlock", {
    ...ACCOUNT,
    body: "<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls></PublicAccessBlockConfiguration>",
  }),
  s3("POST", "/fuzz?delete", document("<Delete><Object><Key>gone</Key></Object></Delete>")),
  s3("PUT", "/fuzz/k", { body: "body", headers: [["content-type", "text/plain"]] }),
  s3("PUT", "/fuzz/k", { body: "body", headers: [["x-amz-meta-colour", "blue"]] }),
  s3("PUT", "/fuzz/k", { body: "body", headers: [["x-amz-checksum-crc32", "2vSR3A=="]] }),
  s3("PUT", "/fuzz/k?acl", { headers: [["x-amz-acl", "private"]] }),
  s3("GET", "/fuzz/k"),
  s3("GET", "/fuzz/k?response-content-type=text/html", { headers: [["range", "bytes=0-1"]] }),
  s3("GET", "/fuzz/k", { headers: [["if-none-match", '"x"']] }),
  s3("HEAD", "/fuzz/k"),
  s3("DELETE", "/fuzz/gone"),
  form("sts", "Action=GetCallerIdentity&Version=2011-06-15"),
  form(
    "sts",
    "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A111111111111%3Arole%2Fr&RoleSessionName=s",
  ),
  form("sts", "Action=GetSessionToken&Version=2011-06-15&DurationSeconds=900"),
  { ...form("sts", ""), method: "GET", query: [["Action", "GetCallerIdentity"]] },
  form("sts", "Action=DecodeAuthorizationMessage&Version=2011-06-15&EncodedMessage=abc"),
  form(
    "sts",
    "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&WebIdentityToken=e30.e30.e30&RoleSessionName=s&RoleArn=arn%3Aaws%3Aiam%3A%3A111111111111%3Arole%2Fr",
  ),
  form(
    "iam",
    "Action=SimulateCustomPolicy&Version=2010-05-08&PolicyInputList.member.1=%7B%7D&ActionNames.member.1=s3%3AGetObject",
  ),
  form("iam", "Action=CreateOpenIDConnectProvider&Version=2010-05-08&Url=https%3A%2F%2Fa.example"),
  form("iam", "Action=ListUsers&Version=2010-05-08&MaxItems=2"),
  form("iam", "Action=GetRole&Version=2010-05-08&RoleName=nobody"),
  form("iam", "Action=PutUserPolicy&Version=2010-05-08&UserName=nobody&PolicyName=p&PolicyDocument=%7B%7D"),
  form("ec2", "Action=DescribeInstances&Version=2016-11-15&Filter.1.Name=a&Filter.1.Value.1=b"),
  form("ec2", "Action=DescribeImages&Version=2016-11-15&ImageId.1=ami-1"),
  json("ssm", "AmazonSSM.GetParameters", { Names: ["a", "/b/c:1"], WithDecryption: true }),
  json("ssm", "AmazonSSM.PutParameter", { Name: "/fuzz/p", Value: "v", Type: "String", AllowedPattern: "v+" }),
  json("ssm", "AmazonSSM.DescribeParameters", { ParameterFilters: [{ Key: "Path", Values: ["/"] }], MaxResults: 3 }),
  form("cloudformation", "Action=DescribeStacks&Version=2010-05-15&StackName=none"),
  form("cloudformation", "Action=ValidateTemplate&Version=2010-05-15&TemplateBody=%7B%22Resources%22%3A%7B%7D%7D"),
];

/** Headers that mean something to some part of the way in. */
export const HEADER_NAMES: readonly string[] = [
  "accept-encoding",
  "authorization",
  "cache-control",
  "connection",
  "content-encoding",
  "content-length",
  "content-md5",
  "content-type",
  "cookie",
  "date",
  "expect",
  "host",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-unmodified-since",
  "origin",
  "range",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "x-amz-account-id",
  "x-amz-acl",
  "x-amz-bucket-object-lock-enabled",
  "x-amz-checksum-algorithm",
  "x-amz-checksum-crc32",
  "x-amz-checksum-crc64nvme",
  "x-amz-checksum-md5",
  "x-amz-checksum-mode",
  "x-amz-content-sha256",
  "x-amz-copy-source",
  "x-amz-date",
  "x-amz-decoded-content-length",
  "x-amz-expected-bucket-owner",
  "x-amz-grant-read",
  "x-amz-meta-",
  "x-amz-meta-__proto__",
  "x-amz-object-ownership",
  "x-amz-sdk-checksum-algorithm",
  "x-amz-security-token",
  "x-amz-server-side-encryption",
  "x-amz-storage-class",
  "x-amz-tagging",
  "x-amz-trailer",
];

/** Parameters that mean something to some part of the way in. */
export const PARAMETER_NAMES: readonly string[] = [
  "AWSAccessKeyId",
  "Action",
  "Expires",
  "Signature",
  "Version",
  "X-Amz-Algorithm",
  "X-Amz-Content-Sha256",
  "X-Amz-Credential",
  "X-Amz-Date",
  "X-Amz-Expires",
  "X-Amz-Security-Token",
  "X-Amz-Signature",
  "X-Amz-SignedHeaders",
  "acl",
  "continuation-token",
  "delete",
  "delimiter",
  "encoding-type",
  "list-type",
  "location",
  "max-keys",
  "partNumber",
  "policy",
  "prefix",
  "response-cache-control",
  "response-content-disposition",
  "start-after",
  "uploadId",
  "uploads",
  "versionId",
  "versions",
  "x-amz-acl",
  "x-amz-meta-a",
  "x-amz-security-token",
  "x-id",
];

/** Texts that have broken readers of any kind before. */
export const ODD_TEXTS: readonly string[] = [
  "",
  " ",
  ",",
  ";",
  "/",
  "//",
  "/../..",
  "%",
  "%zz",
  "%00",
  "%0d%0aa:b",
  "%ff%fe",
  "%ED%A0%80",
  "%F0%9F%98%80",
  "%25%32%66",
  "+",
  "*",
  "-1",
  "0",
  "0x10",
  "1e9",
  "99999999999999999999",
  "NaN",
  "null",
  "undefined",
  "__proto__",
  "constructor",
  "hasOwnProperty",
  "bytes=-",
  "bytes=0-,1-",
  "bytes=99999999999999999999-",
  "100-continue",
  "aws-chunked",
  "gzip, chunked",
  "close, upgrade",
  "AWS ",
  "AWS a:b",
  "AWS4-HMAC-SHA256",
  "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host, Signature=00",
  "AWS4-HMAC-SHA256 Credential=,Credential=",
  "AWS4-ECDSA-P256-SHA256 Credential=a",
  "Bearer abc",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
  "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
  "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
  "UNSIGNED-PAYLOAD",
  "x-amz-checksum-crc32",
  "19700101T000000Z",
  "99991231T235959Z",
  "20261331T996099Z",
  "Thu, 01 Jan 1970 00:00:00 GMT",
  "Thu, 99 Foo 9999 99:99:99 GMT",
  '"',
  '"etag"',
  "é",
  "\xff\xfe",
  "\xe2\x80\x94",
  "<a>",
  "]]>",
  "&amp;",
  "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
  "{}",
  "[",
  "{{",
  "arn:aws:iam::111111111111:root",
  "/fuzz/k",
  "fuzz/k?versionId=null",
  "id=0",
  "a".repeat(256),
  "k".repeat(1025),
  "a/".repeat(2_000),
  " \t".repeat(4_000),
  "a=1&".repeat(3_000),
  "[".repeat(5_000),
  "Credential=".repeat(1_000),
];
