import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { makeBucket } from "../world.ts";
import type { Case } from "./replay.ts";

const ContentType = "binary/octet-stream";
const UNKNOWN_BYTES = "the parts' bytes are not recorded, so their checksums cannot be made again";

/** Uploads in parts: their steps, and what is refused of them. */
export const multipartCases: readonly Case[] = [
  {
    file: "s3-general",
    name: "TestS3::test_multipart_and_list_parts",
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-parts");
      const Key = "test-list-parts";
      const { UploadId } = await step("create-multipart", () =>
        s3.send(new CreateMultipartUploadCommand({ Bucket, Key })),
      );
      const upload = { Bucket, Key, UploadId: UploadId as string };
      const uploads = () => s3.send(new ListMultipartUploadsCommand({ Bucket }));
      const parts = () => s3.send(new ListPartsCommand(upload));
      await step("list-part-after-created", parts);
      await step("list-all-uploads", uploads);
      const Body = "upload-part-1".repeat(5);
      const { ETag } = await step("upload-part", () =>
        s3.send(new UploadPartCommand({ ...upload, Body, PartNumber: 1 })),
      );
      await step("list-part-after-upload", parts);
      await step("list-all-uploads-after", uploads);
      const Parts = [{ ETag: ETag as string, PartNumber: 1 }];
      await step("complete-multipart", () =>
        s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } })),
      );
      await step("list-part-after-complete-exc", parts);
      await step("list-all-uploads-completed", uploads);
      await step("head-multipart-checksum", () =>
        s3.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: "ENABLED" })),
      );
      await step("get-multipart-checksum", () => s3.send(new GetObjectCommand({ Bucket, Key })));
    },
  },
  {
    file: "s3-general",
    name: "TestS3::test_multipart_no_such_upload",
    async play({ s3, step }) {
      const upload = { Bucket: await makeBucket(s3, "recorded-no-upload"), Key: "fakekey", UploadId: "fakeid" };
      const MultipartUpload = { Parts: [{ ETag: "md5", PartNumber: 1 }] };
      await step("upload-exc", () => s3.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: "data" })));
      await step("complete-exc", () => s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload })));
      await step("abort-exc", () => s3.send(new AbortMultipartUploadCommand(upload)));
    },
  },
  {
    file: "s3-general",
    name: "TestS3::test_multipart_complete_multipart_too_small",
    async play({ s3, step }) {
      const at = { Bucket: await makeBucket(s3, "recorded-small"), Key: "test-upload-part-small" };
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
      const upload = { ...at, UploadId };
      const Parts: { ETag: string; PartNumber: number }[] = [];
      for (const PartNumber of [1, 2]) {
        const { ETag } = await step(`upload-part${PartNumber}`, () =>
          s3.send(new UploadPartCommand({ ...upload, Body: "data", PartNumber })),
        );
        Parts.push({ ETag: ETag as string, PartNumber });
      }
      await step("complete-exc-no-parts", () => s3.send(new CompleteMultipartUploadCommand(upload)));
      await step("complete-exc-too-small", () =>
        s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } })),
      );
    },
  },
  {
    file: "s3-general",
    name: "TestS3::test_multipart_complete_multipart_wrong_part",
    async play({ s3, step }) {
      const at = { Bucket: await makeBucket(s3, "recorded-wrong-part"), Key: "test-upload-part-wrong" };
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
      const upload = { ...at, UploadId };
      const { ETag } = await s3.send(new UploadPartCommand({ ...upload, Body: "data", PartNumber: 1 }));
      const complete = (part: { ETag: string | undefined; PartNumber: number }) => () =>
        s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: [part] } }));
      await step("complete-exc-wrong-part-number", complete({ ETag, PartNumber: 2 }));
      await step("complete-exc-wrong-etag", complete({ ETag: "d41d8cd98f00b204e9800998ecf8427e", PartNumber: 1 }));
    },
  },
  {
    file: "s3-general",
    name: "TestS3::test_complete_multipart_parts_order",
    except: {
      "complete-multipart-ordered": UNKNOWN_BYTES,
      "complete-multipart-with-step-2": UNKNOWN_BYTES,
    },
    async play({ s3, step }) {
      const at = { Bucket: await makeBucket(s3, "recorded-part-order"), Key: "test-order-parts" };
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
      const upload = { ...at, UploadId };
      const part = (PartNumber: number) => () =>
        s3.send(new UploadPartCommand({ ...upload, Body: "data", PartNumber }));
      await step("upload-part-negative-part-number", part(-1));
      const Parts: { ETag: string | undefined; PartNumber: number }[] = [];
      for (const PartNumber of [3, 2]) Parts.push({ ETag: (await part(PartNumber)()).ETag, PartNumber });
      // The placeholder's id is that of this upload.
      await step("complete-multipart-unordered", () =>
        s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } })),
      );
    },
  },
  {
    file: "s3-general",
    name: "TestS3::test_multipart_key_validation",
    async play({ s3, step }) {
      const at = { Bucket: await makeBucket(s3, "recorded-other-key"), Key: "test-multipart-key-validation" };
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
      const { ETag } = await s3.send(new UploadPartCommand({ ...at, UploadId, Body: "data", PartNumber: 1 }));
      const other = { Bucket: at.Bucket, Key: "other-key", UploadId };
      const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
      await step("upload-part-wrong-key-name", () =>
        s3.send(new UploadPartCommand({ ...other, Body: "data", PartNumber: 1 })),
      );
      await step("complete-multipart-wrong-key-name", () =>
        s3.send(new CompleteMultipartUploadCommand({ ...other, MultipartUpload })),
      );
      await step("list-parts-wrong-key-name", () => s3.send(new ListPartsCommand(other)));
      await step("abort-multipart-wrong-key-name", () => s3.send(new AbortMultipartUploadCommand(other)));
    },
  },
  {
    file: "s3-general",
    name: "TestS3::test_multipart_overwrite_key",
    async play({ s3, step }) {
      const at = { Bucket: await makeBucket(s3, "recorded-overwrite"), Key: "test.file" };
      const Body = "test content 123";
      await step("put-object", () => s3.send(new PutObjectCommand({ ...at, Body })));
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand(at));
      const { ETag } = await s3.send(new UploadPartCommand({ ...at, UploadId, Body, PartNumber: 1 }));
      const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
      await step("multipart-upload", () =>
        s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload })),
      );
    },
  },
  {
    file: "s3-general",
    name: "TestS3::test_multipart_copy_object_etag",
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, "recorded-copied-parts");
      const [at, Body] = [{ Bucket, Key: "test.file" }, "test content 123"];
      const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...at, ContentType }));
      const { ETag } = await s3.send(new UploadPartCommand({ ...at, UploadId, Body, PartNumber: 1 }));
      const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
      await step("multipart-upload", () =>
        s3.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload })),
      );
      const copy = (more: object) => () =>
        s3.send(new CopyObjectCommand({ ...at, CopySource: `${Bucket}/${at.Key}`, ...more }));
      await step("copy-object", copy({ Key: "copy.file" }));
      await step("copy-object-in-place", copy({ MetadataDirective: "REPLACE" }));
      await step("head-obj", () => s3.send(new HeadObjectCommand({ ...at, ChecksumMode: "ENABLED" })));
    },
  },
  {
    file: "s3-api",
    name: "TestS3ObjectCRUD::test_get_object_range",
    except: { "put-after-failed": "what was uploaded then is not recorded" },
    async play({ s3, step }) {
      const at = { Bucket: await makeBucket(s3, "recorded-ranges"), Key: "test-range" };
      await s3.send(new PutObjectCommand({ ...at, Body: "0123456789", ContentType }));
      const get = (Range: string) => () => s3.send(new GetObjectCommand({ ...at, Range }));
      const ranges = [
        "0-8",
        "1-1",
        "1-0",
        "1-",
        "-1-",
        "-2",
        "-9",
        "-15",
        "0-100",
        "0-0",
        "0--1",
        "-",
        "-0",
        "100-200",
      ];
      for (const range of ranges) await step(`get-${range}`, get(`bytes=${range}`));
      await step("get-0-8-checksum", get("bytes=0-8"));
      await step("get-multiple-ranges", get("bytes=0-1,3-4,7-9"));
      await step("get-wrong-format", get("0-8"));
    },
  },
];
