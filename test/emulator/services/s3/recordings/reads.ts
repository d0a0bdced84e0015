import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadObjectCommand,
  type HeadObjectCommandInput,
  ListObjectsCommand,
  PutBucketAclCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { parseXml, type XmlElement } from "../../../../../src/wire/index.ts";
import { makeBucket } from "../world.ts";
import { type Case, type Play, withoutBody } from "./replay.ts";

const ContentType = "binary/octet-stream";

/** Calls on one object. */
function callsOn(s3: S3Client, at: { readonly Bucket: string; readonly Key: string }) {
  return {
    put: (Body: string) => () => s3.send(new PutObjectCommand({ ...at, Body, ContentType })),
    get:
      (input: Partial<GetObjectCommandInput> = {}) =>
      () =>
        s3.send(new GetObjectCommand({ ...at, ...input })),
    head:
      (input: Partial<HeadObjectCommandInput> = {}) =>
      () =>
        s3.send(new HeadObjectCommand({ ...at, ...input })),
  };
}

let buckets = 0;
function reading(
  name: string,
  play: (play: Play, calls: ReturnType<typeof callsOn>, at: { Bucket: string; Key: string }) => Promise<void>,
): Case {
  return {
    file: "s3-general",
    name: `TestS3::${name}`,
    async play(played) {
      const at = { Bucket: await makeBucket(played.s3, `recorded-reads-${++buckets}`), Key: "my-key" };
      await play(played, callsOn(played.s3, at), at);
    },
  };
}

const past = new Date("2020-01-01T00:00:00Z");
const future = new Date("2099-01-01T00:00:00Z");

/** Reads of objects: ranges, conditions, and headers that the reader asks for. */
export const readCases: readonly Case[] = [
  reading("test_etag_on_get_object_call", async ({ step }, { put, get }) => {
    await put("Lorem ipsum dolor sit amet, ... ".repeat(30))();
    await step("get_object", get());
    await step("get_object_range", get({ Range: "bytes=0-16" }));
  }),
  reading("test_head_object_fields", async ({ step }, { put, head }) => {
    await put("abcdefgh")();
    await step("head-object", head());
    await step("head-object-404", head({ Key: "no-such-key" }));
  }),
  reading("test_invalid_range_error", async ({ step }, { put, get }) => {
    await put("abcdefgh")();
    await step("exc", get({ Range: "bytes=1024-4096" }));
  }),
  reading("test_range_key_not_exists", async ({ step }, { get }) => {
    await step("exc", get({ Range: "bytes=1024-4096" }));
  }),
  reading("test_range_header_body_length", async ({ step }, { put, get }) => {
    await put("a".repeat(2048))();
    await step("get-object", () => withoutBody(get({ Range: "bytes=0-1023" })));
    await step("get-object-2", () => withoutBody(get({ Range: "bytes=1024-2047" })));
  }),
  reading("test_s3_get_object_header_overrides", async ({ step }, { put, get }) => {
    await put("something")();
    const ResponseExpires = new Date("2015-10-21T07:28:00Z");
    await step(
      "get-object",
      get({
        ResponseCacheControl: "max-age=74",
        ResponseContentDisposition: 'attachment; filename="foo.jpg"',
        ResponseContentEncoding: "identity",
        ResponseContentLanguage: "de-DE",
        ResponseContentType: "image/jpeg",
        ResponseExpires,
      }),
    );
  }),
  reading("test_upload_file_multipart", async ({ s3, step }, { get }, at) => {
    const algorithm = { ChecksumAlgorithm: "CRC32" } as const;
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...at, ContentType, ...algorithm }));
    const upload = { ...at, UploadId };
    const part = { ...upload, ...algorithm, PartNumber: 1, Body: "1".repeat(6144) };
    const { ETag, ChecksumCRC32 } = await s3.send(new UploadPartCommand(part));
    const MultipartUpload = { Parts: [{ ETag, ChecksumCRC32, PartNumber: 1 }] };
    await s3.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
    await step("get_object", () => withoutBody(get()));
  }),
  reading("test_s3_get_object_headers", async ({ same }, { put, get }) => {
    const { ETag = "" } = await put("data")();
    const refusal = async (input: Partial<GetObjectCommandInput>): Promise<object> => {
      const error = (await get(input)().catch((thrown: unknown) => thrown)) as Record<string, unknown>;
      const { httpStatusCode } = error.$metadata as { httpStatusCode: number };
      // An answer without a body: the recorder's client made up the code and the message.
      if (httpStatusCode === 304) return { Code: "304", Message: "Not Modified" };
      return { Code: error.name, Condition: error.Condition, Message: error.message };
    };
    const status = async (input: Partial<GetObjectCommandInput>) => (await get(input)()).$metadata.httpStatusCode;
    same("if_none_match_err_1", await refusal({ IfNoneMatch: ETag }));
    same("if_none_match_err_2", await refusal({ IfNoneMatch: ETag.replaceAll('"', "") }));
    same("if_none_match_1", await status({ IfNoneMatch: "etag" }));
    same("if_match_1", await status({ IfMatch: ETag }));
    same("if_match_2", await status({ IfMatch: ETag.replaceAll('"', "") }));
    same("if_match_err_1", await refusal({ IfMatch: "etag" }));
  }),
  reading("test_s3_get_object_preconditions[head_object]", async ({ step }, { put, head }) => {
    const { ETag = "" } = await put("data")();
    const { LastModified } = await head()();
    await step("precondition-if-match", head({ IfMatch: '"wrong"' }));
    await step("precondition-if-unmodified-since", head({ IfUnmodifiedSince: past }));
    await step("precondition-if-none-match", head({ IfNoneMatch: ETag }));
    await step("copy-precondition-if-modified-since", head({ IfModifiedSince: LastModified }));
    await step("obj-ignore-future-modified-since", head({ IfModifiedSince: future }));
    await step("etag-missing-quotes", head({ IfNoneMatch: ETag.replaceAll('"', "") }));
    await step("precondition-if-unmodified-since-is-object", head({ IfUnmodifiedSince: LastModified }));
    await step("precondition-if-modified-since-is-object", head({ IfModifiedSince: LastModified }));
    const all = { IfMatch: ETag, IfNoneMatch: '"wrong"', IfModifiedSince: past, IfUnmodifiedSince: future };
    await step("obj-success", head(all));
  }),
  {
    file: "s3-general",
    name: "TestS3::test_bucket_name_with_dots",
    async play({ s3: recorder, step, same, sendAnonymous }) {
      const { endpoint, region, credentials } = recorder.config;
      // No host name below an address: 127.0.0.1 takes no bucket before it.
      const s3 = new S3Client({
        endpoint: await endpoint?.(),
        region,
        credentials,
        forcePathStyle: true,
      } as S3ClientConfig);
      const Bucket = await makeBucket(s3, "recorded.name.with.dots", { ownership: "ObjectWriter", open: true });
      await s3.send(new PutBucketAclCommand({ Bucket, ACL: "public-read" }));
      await callsOn(s3, { Bucket, Key: "my-content" }).put("something")();
      await step("list-objects", () => s3.send(new ListObjectsCommand({ Bucket, EncodingType: "url" })));
      const hosted = await sendAnonymous({ path: "/", host: `${Bucket}.localhost` });
      same("request-vhost-url-content", listing(hosted.body));
      same("request-path-url-content", listing((await sendAnonymous({ path: `/${Bucket}` })).body));
      s3.destroy();
    },
  },
];

/** The document of a listing of one object, as the recorder shows XML. */
function listing(xml: string): object {
  const root = parseXml(xml);
  return { [root.name]: { "@xmlns": root.namespace, ...fieldsOf(root) } };
}

function fieldsOf({ children }: XmlElement): Record<string, unknown> {
  return Object.fromEntries(children.map((child) => [child.name, fieldOf(child)]));
}

function fieldOf(element: XmlElement): unknown {
  if (element.children.length > 0) return fieldsOf(element);
  if (element.name === "LastModified") return "date";
  return element.text === "" ? null : element.text;
}
