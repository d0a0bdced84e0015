import {
  type ChecksumAlgorithm,
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  GetObjectAttributesCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  type ObjectAttributes,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { makeBucket } from "../world.ts";
import type { Case, Play } from "./replay.ts";

const ContentType = "binary/octet-stream";
const JSON_TEXT = '{"key": "value"}';
const JSON_OBJECT = { Body: JSON_TEXT, ContentType: "application/json", Metadata: { key: "value" } };
const TEST = { Body: "test", ContentType };

/** Calls on one bucket; `Key` is the source unless another is given. */
function callsOn(s3: S3Client, Bucket: string) {
  const at = { Bucket, Key: "source-object" };
  return {
    put: (input: Partial<PutObjectCommandInput>) => () => s3.send(new PutObjectCommand({ ...at, ...input })),
    head:
      (Key = at.Key, VersionId?: unknown) =>
      () =>
        s3.send(new HeadObjectCommand({ Bucket, Key, VersionId: VersionId as string })),
    get:
      (Key = at.Key) =>
      () =>
        s3.send(new GetObjectCommand({ Bucket, Key })),
    tags:
      (Key = at.Key) =>
      () =>
        s3.send(new GetObjectTaggingCommand({ Bucket, Key })),
    remove: () => s3.send(new DeleteObjectCommand(at)),
    attributes:
      (Key = at.Key, ...names: ObjectAttributes[]) =>
      () =>
        s3.send(new GetObjectAttributesCommand({ Bucket, Key, ObjectAttributes: names })),
    /** To `Key`; in place where none is given. */
    copy:
      (input: Partial<CopyObjectCommandInput> = {}) =>
      () =>
        s3.send(new CopyObjectCommand({ ...at, CopySource: `${Bucket}/source-object`, ...input })),
    version: (Status: "Enabled" | "Suspended") =>
      s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } })),
  };
}

let buckets = 0;
function copying(
  name: string,
  play: (step: Play["step"], calls: ReturnType<typeof callsOn>) => Promise<void>,
  { file = "s3-general", except }: Partial<Pick<Case, "file" | "except">> = {},
): Case {
  return {
    file,
    name,
    ...(except === undefined ? {} : { except }),
    async play({ s3, step }) {
      const Bucket = await makeBucket(s3, `recorded-copies-${++buckets}`);
      await play(step, callsOn(s3, Bucket));
    },
  };
}

const DEST = { Key: "dest-object" };
const REPLACE = { MetadataDirective: "REPLACE" } as const;
const ALGORITHMS: readonly ChecksumAlgorithm[] = ["CRC32", "CRC32C", "SHA1", "SHA256", "CRC64NVME"];

/** Copies: what they take over, what they change, and what they refuse. */
export const copyCases: readonly Case[] = [
  copying("TestS3::test_s3_copy_metadata_replace", async (step, { put, head, copy }) => {
    await step("put_object", put({ ...JSON_OBJECT, ContentLanguage: "en-US" }));
    await step("head_object", head());
    const Metadata = { "another-key": "value" };
    await step("copy_object", copy({ ...DEST, ...REPLACE, Metadata, ContentType: "image/jpg" }));
    await step("head_object_copy", head(DEST.Key));
  }),
  copying("TestS3::test_s3_copy_content_type_and_metadata", async (step, { put, head, copy }) => {
    await step("put_object", put(JSON_OBJECT));
    await step("head_object", head());
    await step("copy_object", copy(DEST));
    await step("head_object_copy", head(DEST.Key));
    const changes = { Metadata: { "another-key": "value" }, ContentType: "application/javascript" };
    await step("copy_object_second", copy({ ...DEST, ...changes }));
    await step("head_object_second_copy", head(DEST.Key));
  }),
  copying("TestS3::test_s3_copy_metadata_directive_copy", async (step, { put, head, copy }) => {
    await step("put-object", put({ ...TEST, Metadata: { key: "value" }, ContentLanguage: "en-US" }));
    await step("head-object", head());
    const ignored = { Metadata: { key2: "value2" }, ContentLanguage: "en-GB" };
    await step("copy-object", copy({ ...DEST, ...ignored, MetadataDirective: "COPY" }));
    await step("head-object-copy", head(DEST.Key));
  }),
  copying("TestS3::test_s3_copy_object_in_place_metadata_directive", async (step, { put, head, copy }) => {
    const COPY = { MetadataDirective: "COPY", StorageClass: "STANDARD" } as const;
    await step("put_object", put(JSON_OBJECT));
    await step("head_object", head());
    await step("no-metadata-directive-fail", copy({ Metadata: { key2: "value2" }, ContentType: "image/jpg" }));
    await step("copy-replace-directive", copy({ ...REPLACE, Metadata: { key2: "value2" } }));
    await step("head-replace-directive", head());
    await step("copy-copy-directive", copy(COPY));
    await step("head-copy-directive", head());
    await step("copy-copy-directive-ignore", copy({ ...COPY, Metadata: { key3: "value3" } }));
    await step("head-copy-directive-ignore", head());
    await step("copy-replace-directive-empty", copy(REPLACE));
    await step("head-replace-directive-empty", head());
  }),
  copying("TestS3::test_s3_copy_object_in_place_storage_class", async (step, { put, head, copy, attributes }) => {
    await step("put-object", put({ ...TEST, StorageClass: "STANDARD" }));
    await step("head-object", head());
    await step("object-attrs", attributes(undefined, "StorageClass"));
    await step("copy-object-in-place-with-storage-class", copy({ StorageClass: "STANDARD" }));
    await step("object-attrs-after-copy", attributes(undefined, "StorageClass"));
  }),
  copying("TestS3::test_s3_copy_object_storage_class", async (step, { put, head, copy, attributes }) => {
    await step("put-object", put({ ...TEST, StorageClass: "STANDARD_IA" }));
    await step("head-object", head());
    await step("object-attrs", attributes(undefined, "StorageClass"));
    await step("copy-object-in-place-with-storage-class", copy(DEST));
    await step("object-attrs-after-copy", attributes(DEST.Key, "StorageClass"));
    await step("exc-invalid-request-storage-class", copy());
  }),
  copying("TestS3::test_s3_copy_object_in_place_website_redirect_location", async (step, { put, head, copy }) => {
    const WebsiteRedirectLocation = "/test/direct";
    await step("put-object", put({ ...TEST, WebsiteRedirectLocation }));
    await step("head-object", head());
    await step("copy-object-in-place-with-website-redirection", copy({ WebsiteRedirectLocation }));
    await step("head-object-after-copy", head());
  }),
  ...ALGORITHMS.map((ChecksumAlgorithm) =>
    copying(`TestS3::test_s3_copy_object_with_checksum[${ChecksumAlgorithm}]`, async (step, calls) => {
      await step("put-object-no-checksum", calls.put({ Body: JSON_TEXT }));
      await step("object-attrs", calls.attributes(undefined, "Checksum"));
      await step("copy-object-in-place-with-checksum", calls.copy({ ...REPLACE, ChecksumAlgorithm }));
      await step("object-attrs-after-copy", calls.attributes(undefined, "Checksum"));
      await step("copy-object-to-dest-keep-checksum", calls.copy(DEST));
    }),
  ),
  ...ALGORITHMS.map((ChecksumAlgorithm) =>
    copying(`TestS3::test_s3_copy_object_with_default_checksum[${ChecksumAlgorithm}]`, async (step, calls) => {
      await step("put-object-no-checksum", calls.put({ Body: JSON_TEXT, ChecksumAlgorithm }));
      await step("object-attrs", calls.attributes(undefined, "Checksum"));
      await step("copy-object-in-place-with-no-checksum", calls.copy(REPLACE));
      await step("object-attrs-after-copy", calls.attributes(undefined, "Checksum"));
      await step("copy-object-to-dest-keep-checksum", calls.copy(DEST));
      await step("dest-object-attrs-after-copy", calls.attributes(DEST.Key, "Checksum"));
    }),
  ),
  copying("TestS3::test_s3_copy_object_in_place_versioned", async (step, calls) => {
    const { put, head, get, copy, attributes, version } = calls;
    await version("Enabled");
    await step("put_object", put(JSON_OBJECT));
    await step("head_object", head());
    await step("object-attrs", attributes(undefined, "StorageClass"));
    await step("copy-object-in-place-no-change", copy());
    const { VersionId } = await step("copy-in-place-versioned", copy(REPLACE));
    await step("head-object-copied", head());
    await step("get-object-copied", get());
    await version("Suspended");
    await step("copy-in-place-versioned-suspended", copy(REPLACE));
    await step("head-object-copied-suspended", head());
    await step("get-object-copied-suspended", get());
    await step("head-object-previous-version-suspended", head(undefined, VersionId));
    await version("Enabled");
    await step("copy-in-place-versioned-re-enabled", copy(REPLACE));
  }),
  copying("TestS3::test_s3_copy_object_in_place_suspended_only", async (step, calls) => {
    const { put, head, get, copy, version } = calls;
    await step("put_object", put(JSON_OBJECT));
    await step("head_object", head());
    await step("copy-in-place-non-versioned", copy(REPLACE));
    await step("head-object-copied", head());
    await step("get-object-copied", get());
    await version("Suspended");
    await step("copy-in-place-versioned-suspended", copy(REPLACE));
    await step("head-object-copied-suspended", head());
    await step("get-object-copied-suspended", get());
    await step("copy-in-place-versioned-suspended-twice", copy(REPLACE));
  }),
  copying("TestS3::test_s3_copy_object_wrong_format", async (step, { copy }) => {
    await step("copy-object-wrong-copy-source", copy({ CopySource: "wrongformat" }));
  }),
];
