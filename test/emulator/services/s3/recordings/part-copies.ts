import {
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { makeBucket } from "../world.ts";
import type { Case } from "./replay.ts";

const ContentType = "binary/octet-stream";
const PARTS = "TestS3Multipart::";

/** Parts that are copied from objects. */
export const partCopyCases: readonly Case[] = [
  {
    file: "s3-api",
    name: `${PARTS}test_upload_part_copy_range`,
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-copy-range");
      const put = new PutObjectCommand({ Bucket, Key: "src", Body: "0123456789", ContentType });
      await step("put-src-object", () => s3.send(put));
      const Key = "test-upload-part-copy";
      const { UploadId } = await step("create-multipart", () =>
        s3.send(new CreateMultipartUploadCommand({ Bucket, Key })),
      );
      const upload = { Bucket, Key, UploadId: UploadId as string };
      const copy =
        (CopySourceRange: string, PartNumber = 1) =>
        () =>
          s3.send(new UploadPartCopyCommand({ ...upload, CopySource: `${Bucket}/src`, PartNumber, CopySourceRange }));
      await step("upload-part-copy-1", copy("bytes=0-8", 1));
      await step("upload-part-copy-2", copy("bytes=1-1", 2));
      await step("upload-part-copy-3", copy("bytes=0-0", 3));
      await step("list-parts", () => s3.send(new ListPartsCommand(upload)));
      await step("upload-part-copy-wrong-format", copy("0-8"));
      const refused = ["1-0", "-1-", "0--1", "0-1,3-4,7-9", "-", "-0", "0-100", "100-200", "1-", "-2", "-15"];
      for (const range of refused) await step(`upload-part-copy-range-exc-${range}`, copy(`bytes=${range}`));
    },
  },
  {
    file: "s3-api",
    name: `${PARTS}test_upload_part_copy_no_copy_source_range`,
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-copy-whole");
      await step("put-src-object", () => s3.send(new PutObjectCommand({ Bucket, Key: "src", Body: "0123456789" })));
      const Key = "test-upload-part-copy";
      const { UploadId } = await step("create-multipart", () =>
        s3.send(new CreateMultipartUploadCommand({ Bucket, Key })),
      );
      const upload = { Bucket, Key, UploadId: UploadId as string };
      await step("upload-part-copy", () =>
        s3.send(new UploadPartCopyCommand({ ...upload, CopySource: `${Bucket}/src`, PartNumber: 1 })),
      );
      await step("list-parts", () => s3.send(new ListPartsCommand(upload)));
    },
  },
  ...conditionalCopies(),
];

/** UploadPartCopy under conditions on its source, which is older than a minute. */
function conditionalCopies(): readonly Case[] {
  const past = new Date("2020-01-01T00:00:00Z");
  const future = new Date("2099-01-01T00:00:00Z");
  const own = "<own>";
  const cases: readonly (readonly [name: string, step: string, conditions: Readonly<Record<string, unknown>>])[] = [
    [
      "copy_source_if_match_and_if_unmodified_since_match",
      "upload-part-copy",
      { CopySourceIfMatch: own, CopySourceIfUnmodifiedSince: past },
    ],
    [
      "copy_source_if_none_match_and_if_unmodified_since_match_failed",
      "upload-part-copy-source-unmodified-since-and-if-none-match",
      { CopySourceIfNoneMatch: "none-match", CopySourceIfUnmodifiedSince: past },
    ],
    [
      "if_modified_since_failed",
      "upload-part-copy-source-modified-since-match",
      { CopySourceIfModifiedSince: "<now>" },
    ],
    ["copy_source_if_match_failed", "upload-part-copy-source-if-match", { CopySourceIfMatch: "none-match" }],
    ["copy_source_if_none_match_failed", "upload-part-copy-source-if-none-match", { CopySourceIfNoneMatch: own }],
    [
      "copy_source_if_unmodified_since_match_failed",
      "upload-part-copy-source-unmodified-since-match",
      { CopySourceIfUnmodifiedSince: past },
    ],
    ["copy_source_if_match_success", "upload-part-copy-if-match", { CopySourceIfMatch: own }],
    ["copy_source_if_match_none_success", "upload-part-copy-if-none-match", { CopySourceIfNoneMatch: "none-match" }],
    [
      "copy_source_if_unmodified_since_success",
      "upload-part-copy-if-unmodified-since",
      { CopySourceIfUnmodifiedSince: future },
    ],
    [
      "copy_source_if_modified_since_success",
      "upload-part-copy-if-modified-since",
      { CopySourceIfModifiedSince: past },
    ],
    [
      "copy_source_if_modified_since_in_future_success",
      "upload-part-copy-if-modified-since-in-future",
      { CopySourceIfModifiedSince: future },
    ],
  ];
  return cases.map(([name, stepName, conditions], i) => ({
    file: "s3-api",
    name: `${PARTS}test_upload_part_copy_with_${name}`,
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, `recorded-copy-if-${i}`);
      const { ETag } = await s3.send(new PutObjectCommand({ Bucket, Key: "src", Body: "0123456789" }));
      const { LastModified } = await s3.send(new HeadObjectCommand({ Bucket, Key: "src" }));
      const Key = "destination_file.txt";
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }));
      const upload = { Bucket, Key, UploadId };
      const filled = Object.entries(conditions).map(([header, value]) => [
        header,
        value === own ? ETag : value === "<now>" ? LastModified : value,
      ]);
      const copy = { ...upload, CopySource: `${Bucket}/src`, PartNumber: 1, ...Object.fromEntries(filled) };
      await step(stepName, () => s3.send(new UploadPartCopyCommand(copy)));
      if (!stepName.includes("source")) await step("list-parts", () => s3.send(new ListPartsCommand(upload)));
    },
  }));
}
