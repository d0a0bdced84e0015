import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  type S3Client,
  UploadPartCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { makeBucket, refusedWith, s3Of, sendSigned } from "./world.ts";

const Bucket = "refusals";
const at = { Bucket, Key: "key" };
const source = { CopySource: `${Bucket}/${at.Key}` };
const long = { Bucket, Key: "k".repeat(1025) };
const large = { Metadata: { a: "x".repeat(2048) } };
const TagSet = [{ Key: "a", Value: "b" }];

/** What a call is given: an id of a version that is gone, and an upload that is open. */
interface Given {
  readonly VersionId: string;
  readonly UploadId: string;
}

type Call = (s3: S3Client, given: Given) => Promise<unknown>;

/** The errors of operations on objects that no test of their own has; those on buckets are in every-operation.test.ts. */
const CASES: readonly (readonly [operation: string, code: string, status: number, call: Call])[] = [
  ["PutObject", "KeyTooLongError", 400, (s3) => s3.send(new PutObjectCommand({ ...long, Body: "x" }))],
  ["CopyObject", "KeyTooLongError", 400, (s3) => s3.send(new CopyObjectCommand({ ...source, ...long }))],
  ["CreateMultipartUpload", "KeyTooLongError", 400, (s3) => s3.send(new CreateMultipartUploadCommand(long))],
  [
    "CopyObject",
    "MetadataTooLarge",
    400,
    (s3) => s3.send(new CopyObjectCommand({ ...source, ...at, ...large, MetadataDirective: "REPLACE" })),
  ],
  [
    "CreateMultipartUpload",
    "MetadataTooLarge",
    400,
    (s3) => s3.send(new CreateMultipartUploadCommand({ ...at, ...large })),
  ],
  [
    "CopyObject",
    "AccessControlListNotSupported",
    400,
    (s3) => s3.send(new CopyObjectCommand({ ...source, Bucket, Key: "copy", ACL: "public-read" })),
  ],
  [
    "CreateMultipartUpload",
    "AccessControlListNotSupported",
    400,
    (s3) => s3.send(new CreateMultipartUploadCommand({ ...at, ACL: "public-read" })),
  ],
  [
    "CopyObject",
    "NoSuchVersion",
    404,
    (s3, { VersionId }) =>
      s3.send(
        new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `${source.CopySource}?versionId=${VersionId}` }),
      ),
  ],
  [
    "UploadPartCopy",
    "NoSuchVersion",
    404,
    (s3, { VersionId, UploadId }) =>
      s3.send(
        new UploadPartCopyCommand({
          ...at,
          UploadId,
          PartNumber: 1,
          CopySource: `${source.CopySource}?versionId=${VersionId}`,
        }),
      ),
  ],
  [
    "UploadPartCopy",
    "NoSuchKey",
    404,
    (s3, { UploadId }) =>
      s3.send(new UploadPartCopyCommand({ ...at, UploadId, PartNumber: 1, CopySource: `${Bucket}/absent` })),
  ],
  [
    "UploadPartCopy",
    "PreconditionFailed",
    412,
    (s3, { UploadId }) =>
      s3.send(new UploadPartCopyCommand({ ...at, ...source, UploadId, PartNumber: 1, CopySourceIfMatch: '"other"' })),
  ],
  [
    "CompleteMultipartUpload",
    "PreconditionFailed",
    412,
    async (s3, { UploadId }) => {
      const { ETag } = await s3.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: "x" }));
      const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
      return s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload, IfMatch: '"other"' }));
    },
  ],
  [
    "GetObjectTagging",
    "NoSuchVersion",
    404,
    (s3, { VersionId }) => s3.send(new GetObjectTaggingCommand({ ...at, VersionId })),
  ],
  [
    "PutObjectTagging",
    "NoSuchVersion",
    404,
    (s3, { VersionId }) => s3.send(new PutObjectTaggingCommand({ ...at, VersionId, Tagging: { TagSet } })),
  ],
  [
    "DeleteObjectTagging",
    "NoSuchVersion",
    404,
    (s3, { VersionId }) => s3.send(new DeleteObjectTaggingCommand({ ...at, VersionId })),
  ],
  [
    "GetObjectAttributes",
    "NoSuchVersion",
    404,
    (s3, { VersionId }) => s3.send(new GetObjectAttributesCommand({ ...at, VersionId, ObjectAttributes: ["ETag"] })),
  ],
  ["GetObjectAcl", "NoSuchVersion", 404, (s3, { VersionId }) => s3.send(new GetObjectAclCommand({ ...at, VersionId }))],
  [
    "PutObjectAcl",
    "NoSuchVersion",
    404,
    (s3, { VersionId }) => s3.send(new PutObjectAclCommand({ ...at, VersionId, ACL: "private" })),
  ],
  ["GetObjectAcl", "NoSuchKey", 404, (s3) => s3.send(new GetObjectAclCommand({ Bucket, Key: "absent" }))],
  [
    "PutObjectAcl",
    "NoSuchKey",
    404,
    (s3) => s3.send(new PutObjectAclCommand({ Bucket, Key: "absent", ACL: "private" })),
  ],
];

describe("operations on objects", () => {
  let emulator: Emulator;
  let s3: S3Client;
  let given: Given;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    const { VersionId = "" } = await s3.send(new PutObjectCommand({ ...at, Body: "gone" }));
    await s3.send(new DeleteObjectCommand({ ...at, VersionId }));
    await s3.send(new PutObjectCommand({ ...at, Body: "here" }));
    const { UploadId = "" } = await s3.send(new CreateMultipartUploadCommand(at));
    given = { VersionId, UploadId };
  });
  afterAll(() => emulator.close());

  it.each(CASES)("%s answers %s", async (_operation, code, status, call) => {
    expect(await refusal(call(s3, given))).toMatchObject({ code, status });
  });

  it("HeadObject answers a range that is not there without a body", async () => {
    const error = await s3.send(new HeadObjectCommand({ ...at, Range: "bytes=10-" })).catch((thrown) => thrown);
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 416 } });
  });

  it.each([
    ["CompleteMultipartUpload", "POST", (): object => ({ uploadId: given.UploadId })],
    ["PutObjectTagging", "PUT", (): object => ({ tagging: "" })],
    ["PutObjectAcl", "PUT", (): object => ({ acl: "" })],
  ] as const)("%s refuses what is no document of its own", async (_operation, method, query) => {
    for (const body of ["<Other/>", "<unclosed"]) {
      const headers = { "content-type": "application/xml" };
      const raw = { method, path: `/${Bucket}/key`, query: query() as Record<string, string>, headers, body };
      const { status, code } = refusedWith(await sendSigned(emulator, raw));
      expect([status, code]).toEqual([400, expect.stringMatching(/^Malformed(XML|ACLError)$/)]);
    }
  });

  it("UploadPart refuses a part that is larger than 5 GiB before it is sent", async () => {
    const path = `/${Bucket}/key`;
    const query = { partNumber: "1", uploadId: given.UploadId };
    const headers = { "x-amz-content-sha256": "UNSIGNED-PAYLOAD", "content-length": String(5 * 1024 ** 3 + 1) };
    expect(refusedWith(await sendSigned(emulator, { method: "PUT", path, query, headers }))).toMatchObject({
      code: "EntityTooLarge",
      status: 400,
    });
  });

  it("write the same whoever says to pay, as no bucket makes requesters pay", async () => {
    const RequestPayer = "requester" as const;
    const answers = [
      await s3.send(new PutObjectCommand({ Bucket, Key: "paid", Body: "x", RequestPayer })),
      await s3.send(new CopyObjectCommand({ ...source, Bucket, Key: "paid", RequestPayer })),
      await s3.send(new DeleteObjectCommand({ Bucket, Key: "paid", RequestPayer })),
    ];
    expect(answers.map(({ $metadata, RequestCharged }) => [$metadata.httpStatusCode, RequestCharged])).toEqual([
      [200, undefined],
      [200, undefined],
      [204, undefined],
    ]);
  });
});
