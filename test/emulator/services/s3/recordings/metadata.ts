import {
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
} from "@aws-sdk/client-s3";
import { makeBucket } from "../world.ts";
import type { Case, Play } from "./replay.ts";

const ContentType = "binary/octet-stream";

/** An upload whose headers go over the wire as the recorder's client sent them: signed and written as UTF-8. */
function putInUtf8(input: PutObjectCommandInput): PutObjectCommand {
  const command = new PutObjectCommand(input);
  command.middlewareStack.add(
    (next) => async (args) => {
      const { headers } = args.request as { headers: Record<string, string> };
      // Node writes one byte a character.
      for (const [name, value] of Object.entries(headers)) headers[name] = Buffer.from(value).toString("latin1");
      return next(args);
    },
    { step: "finalizeRequest", name: "headersInUtf8", priority: "low" },
  );
  return command;
}

/** An upload that is read again. */
function stored(name: string, input: Partial<PutObjectCommandInput>): Case {
  return {
    file: "s3-general",
    name: `TestS3::${name}`,
    async play({ s3, step }: Play) {
      const at = { Bucket: await makeBucket(s3, `recorded-${name.replaceAll("_", "-")}`), Key: "my-key" };
      await step("put-object", () => s3.send(putInUtf8({ ...at, Body: "", ContentType, ...input })));
      await step("get-object", () => s3.send(new GetObjectCommand(at)));
    },
  };
}

/** What is kept of headers, and how it comes back, beyond ASCII above all. */
export const metadataCases: readonly Case[] = [
  {
    file: "s3-general",
    name: "TestS3::test_metadata_header_character_decoding",
    async play({ s3, step }) {
      const at = { Bucket: await makeBucket(s3, "recorded-underscores"), Key: "key-with-metadata" };
      const Metadata = { TEST_META_1: "foo", __meta_2: "bar" };
      await s3.send(new PutObjectCommand({ ...at, Body: "foo", ContentType, Metadata }));
      await step("head-object", () => s3.send(new HeadObjectCommand(at)));
    },
  },
  stored("test_system_metadata_with_unicode", {
    CacheControl: "ÄMÄZÕÑ S3",
    ContentDisposition: 'attachment; filename="test_\u2014_file%E2%80%94_é_2.pdf"',
    ContentLanguage: "de",
  }),
  // What was sent for this case and the next is not recorded; it is what these answers come from.
  stored("test_user_metadata_rfc2047_encoded", {
    Metadata: {
      "asciib64-encoded": "=?UTF-8?B?YWJj?=",
      "fake-encoded": "=?UTF-8?Q?actually-ascii?=",
      "non-ascii": "=?utf-8?B?dGVzdF/igJRfZmlsZSVFMiU4MCU5NF/DqV8yPy5wZGY=?=",
      "non-ascii-2": "=?UTF-8?Q?=C3=84M=C3=84Z?= =?UTF-8?Q?=C3=95=C3=91_S3?=",
      "non-ascii-binary": "=?UTF-8?B?AAECAw==?=",
      "replacement-chars": "=?UTF-8?B?//79/Pv6+Q==?=",
      "safe-chars": "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
    },
  }),
  stored("test_user_metadata_rfc2047_bad_b64_encoded", { Metadata: { "bad-b64-encoded": "=?UTF-8?B?/2H/?=" } }),
  {
    file: "s3-general",
    name: "TestS3::test_multipart_with_unicode_character_location",
    except: {
      "complete-multipart": "the part's bytes are not recorded; its Location is compared in multipart.test.ts",
    },
    async play({ s3, step }) {
      const at = { Bucket: await makeBucket(s3, "recorded-location"), Key: "test-unicode_\u2014_file" };
      await step("create-multipart", () => s3.send(new CreateMultipartUploadCommand(at)));
    },
  },
];
