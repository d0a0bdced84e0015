import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  DeleteObjectCommand,
  GetObjectAclCommand,
  GetObjectAttributesCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from "@aws-sdk/client-s3";
import { makeBucket } from "../world.ts";
import type { Case, Play } from "./replay.ts";

const JSON_OBJECT = { Body: '{"key": "value"}', ContentType: "application/json", Metadata: { key: "value" } };
const WRONG_ETAG = '"d41d8cd98f00b204e9800998ecf8427e"';
const DESTINATION = { Key: "dest-object" };

/** Calls on one bucket; `Key` is the source unless another is given. */
function callsOn(s3: S3Client, Bucket: string, Key: string) {
  const at = { Bucket, Key };
  return {
    put: (input: Partial<PutObjectCommandInput>) => () => s3.send(new PutObjectCommand({ ...at, ...input })),
    remove:
      (key = Key) =>
      () =>
        s3.send(new DeleteObjectCommand({ Bucket, Key: key })),
    head: () => s3.send(new HeadObjectCommand(at)),
    attributes: () => s3.send(new GetObjectAttributesCommand({ ...at, ObjectAttributes: ["StorageClass"] })),
    acl: () => s3.send(new GetObjectAclCommand(at)),
    /** In place where no other place is given. */
    copy:
      (input: Partial<CopyObjectCommandInput> = {}) =>
      () =>
        s3.send(new CopyObjectCommand({ ...at, CopySource: `${Bucket}/${Key}`, ...input })),
    versions: () => s3.send(new ListObjectVersionsCommand({ Bucket, EncodingType: "url" })),
    version: () => s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } })),
  };
}

type Calls = ReturnType<typeof callsOn>;

let buckets = 0;
async function bucketOf({ s3 }: Play, Key: string): Promise<Calls & { readonly Bucket: string }> {
  const Bucket = await makeBucket(s3, `recorded-copy-sources-${++buckets}`);
  return { Bucket, ...callsOn(s3, Bucket, Key) };
}

function general(
  name: string,
  Key: string,
  play: (play: Play, calls: Calls & { Bucket: string }) => Promise<void>,
): Case {
  return {
    file: "s3-general",
    name: `TestS3::${name}`,
    play: async (played) => play(played, await bucketOf(played, Key)),
  };
}

/** A copy under conditions on what is at the destination. */
function conditional(name: string, play: (step: Play["step"], calls: Calls) => Promise<void>): Case {
  return {
    file: "s3-api",
    name: `TestS3ObjectWritePrecondition::test_copy_object_${name}`,
    async play(played) {
      await play(played.step, await bucketOf(played, "source-object"));
    },
  };
}

/** An answer as it was in 2023, before S3 made a checksum of every object. */
async function withoutChecksum(call: () => Promise<object>): Promise<object> {
  const { CopyObjectResult, ...answer } = (await call()) as { readonly CopyObjectResult?: object };
  const rest = (fields: object): object =>
    Object.fromEntries(Object.entries(fields).filter(([name]) => !name.startsWith("Checksum")));
  return { ...rest(answer), ...(CopyObjectResult === undefined ? {} : { CopyObjectResult: rest(CopyObjectResult) }) };
}

const IF_ABSENT = { IfNoneMatch: "*" };
const SOURCE = { Body: "source content" };

/** Copies: where they come from, and what must be where they go to. */
export const copySourceCases: readonly Case[] = [
  general("test_s3_copy_object_in_place", "source-object", async ({ step }, { put, head, attributes, acl, copy }) => {
    await step("put_object", put(JSON_OBJECT));
    await step("head_object", head);
    await step("object-attrs", attributes);
    await step("copy-object-in-place-no-change", copy());
    const asked = { StorageClass: "STANDARD", ChecksumAlgorithm: "SHA256" } as const;
    await step("copy-object-in-place-with-storage-class", copy(asked));
    await step("object-attrs-after-copy", attributes);
    await step("object-acl", acl);
    await step("copy-object-in-place-with-acl", copy({ ACL: "public-read" }));
  }),
  general("test_s3_copy_object_src_not_exists", "random-src-key", async ({ s3, step }, calls) => {
    const { Bucket, copy, put, remove, version } = calls;
    const nowhere = callsOn(s3, Bucket, "dest-key");
    const CopySource = "recorded-no-such-bucket/random-src-key";
    await step("copy-object-src-bucket-not-exists", nowhere.copy({ CopySource }));
    await step("copy-object-src-object-not-exists", copy(DESTINATION));
    await version();
    const object = await step("put-obj-versioned", () => withoutChecksum(put({ Body: "" })));
    const marker = await step("del-obj-versioned", remove());
    await step("copy-object-src-delete-marker-current-version", copy(DESTINATION));
    const source = (versionId: unknown) => ({ CopySource: `${Bucket}/random-src-key?versionId=${versionId}` });
    await step("copy-object-src-target-delete-marker", copy({ ...DESTINATION, ...source(marker.VersionId) }));
    await step("copy-object-src-target-object-version", () =>
      withoutChecksum(copy({ ...DESTINATION, ...source(object.VersionId) })),
    );
  }),
  general("test_copy_object_special_character", "", async ({ s3, step }, { Bucket }) => {
    const target = await makeBucket(s3, `${Bucket}-target`);
    const keys = ["file%2Fname", "test@key/", "test key/", "test key//", "a/%F0%9F%98%80/", "test+key"];
    for (const key of keys) {
      await step(`put-object-src-special-char-${key}`, () =>
        s3.send(new PutObjectCommand({ Bucket, Key: key, Body: "test" })),
      );
      const CopySource = encodeURIComponent(`${Bucket}/${key}`);
      await step(`copy-object-special-char-${key}`, () =>
        s3.send(new CopyObjectCommand({ Bucket: target, Key: key, CopySource })),
      );
    }
    await step("list-object-copy-dest-special-char", async () => {
      const listing = await s3.send(new ListObjectsV2Command({ Bucket: target, EncodingType: "url" }));
      // The recorder's SDK decodes what the listing encodes.
      const decode = (key = "") => decodeURIComponent(key.replaceAll("+", " "));
      return { ...listing, Contents: listing.Contents?.map((one) => ({ ...one, Key: decode(one.Key) })) };
    });
  }),
  conditional("if_none_match", async (step, { put, copy }) => {
    await put(SOURCE)();
    await step("copy-obj", copy({ ...DESTINATION, ...IF_ABSENT }));
    await step("copy-obj-if-none-match-fail", copy({ ...DESTINATION, ...IF_ABSENT }));
  }),
  conditional("if_match", async (step, { put, copy }) => {
    await put(SOURCE)();
    const { ETag } = await put({ ...DESTINATION, Body: "initial content" })();
    await step("copy-obj-if-match", copy({ ...DESTINATION, IfMatch: ETag }));
    await step("copy-obj-if-match-fail-wrong-etag", copy({ ...DESTINATION, IfMatch: WRONG_ETAG }));
    await step("copy-obj-if-match-fail-no-object", copy({ Key: "non-existent-key", IfMatch: ETag }));
  }),
  conditional("if_match_in_place", async (step, { put, copy }) => {
    const { ETag } = await put(SOURCE)();
    await step("copy-obj-if-match-in-place", copy({ IfMatch: ETag, MetadataDirective: "REPLACE" }));
  }),
  conditional("if_none_match_versioned_bucket", async (step, { put, copy, remove, versions, version }) => {
    await version();
    await put(SOURCE)();
    await step("copy-obj", copy({ ...DESTINATION, ...IF_ABSENT }));
    await step("copy-obj-if-none-match-fail", copy({ ...DESTINATION, ...IF_ABSENT }));
    await step("del-obj", remove(DESTINATION.Key));
    await step("copy-obj-after-del", copy({ ...DESTINATION, ...IF_ABSENT }));
    await step("list-object-versions", versions);
  }),
  conditional("if_match_versioned_bucket", async (step, { put, copy, remove, versions, version }) => {
    await version();
    await put(SOURCE)();
    const { ETag } = await step("put-obj", put({ ...DESTINATION, Body: "initial content" }));
    await step("copy-obj-if-match-wrong-etag", copy({ ...DESTINATION, IfMatch: WRONG_ETAG }));
    await step("del-obj", remove(DESTINATION.Key));
    await step("copy-obj-after-del-exc", copy({ ...DESTINATION, IfMatch: ETag as string }));
    const after = await step("put-obj-after-del", put({ ...DESTINATION, Body: "new content after delete" }));
    await step("copy-obj-if-match", copy({ ...DESTINATION, IfMatch: after.ETag as string }));
    await step("list-object-versions", versions);
  }),
];
