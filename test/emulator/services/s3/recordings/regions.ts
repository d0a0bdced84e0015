import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";
import { type Case, type Play, refused } from "./replay.ts";

const create = (s3: S3Client, Bucket: string, constraint?: string) => () =>
  s3.send(
    new CreateBucketCommand({
      Bucket,
      ...(constraint === undefined
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: constraint as BucketLocationConstraint } }),
    }),
  );
const locate = (s3: S3Client, Bucket: string) => () => s3.send(new GetBucketLocationCommand({ Bucket }));
const head = (s3: S3Client, Bucket: string) => () => s3.send(new HeadBucketCommand({ Bucket }));

const general = (name: string, play: (play: Play) => Promise<void>): Case => ({
  file: "s3-general",
  name: `TestS3::${name}`,
  play,
});

/** The headers of HeadBucket's answer that the recorder kept; the ids' values by their names. */
async function headersOfHead(s3: S3Client, Bucket: string): Promise<object> {
  const command = new HeadBucketCommand({ Bucket });
  let headers: Readonly<Record<string, string>> = {};
  command.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args);
      headers = (answer.response as { headers: typeof headers }).headers;
      return answer;
    },
    { step: "deserialize", name: "keepHeaders" },
  );
  await s3.send(command);
  const kept = Object.entries(headers).filter(([name]) => name === "content-type" || name.startsWith("x-amz-"));
  return Object.fromEntries(kept.map(([name, value]) => [name, /id(-2)?$/.test(name) ? name : value]));
}

/** Where buckets are made. Each region is an emulator of its own. */
export const regionCases: readonly Case[] = [
  general("test_different_location_constraint", async ({ s3In, step, send, same }) => {
    const [first, second, third] = [await s3In("us-east-1"), await s3In("us-east-2"), await s3In("us-west-1")];
    await create(first, "recorded-regions")();
    await step("get-bucket-location-bucket-us-east-1", locate(first, "recorded-regions"));
    await step("create-bucket-constraint-us-east-1", create(first, "recorded-refused", "us-east-1"));
    await step("create-bucket-constraint-us-east-1-with-None", create(first, "recorded-without"));
    await create(second, "recorded-regions", "us-east-2")();
    await step("get-bucket-location-bucket-us-east-2", locate(second, "recorded-regions"));
    // AWS's SDK for JavaScript names its own region where the caller names none.
    for (const name of ["create-bucket-us-east-2-no-constraint-exc", "create-bucket-constraint-us-east-2-with-None"]) {
      same(name, refused(await send({ method: "PUT", path: "/recorded-refused" }), "Code", "Message"));
    }
    await step("create-bucket-us-east-2-constraint-to-us-west-1", create(second, "recorded-refused", "us-west-1"));
    await step("create-bucket-us-west-1-constraint-to-us-east-2", create(third, "recorded-refused", "us-east-2"));
    await step("create-bucket-us-west-1-constraint-to-us-east-1", create(third, "recorded-refused", "us-east-1"));
    await step("get-bucket-location-non-existent-bucket", locate(first, "recorded-no-such-bucket"));
  }),
  general("test_create_bucket_head_bucket", async ({ s3In, step, same }) => {
    const [near, far] = [await s3In("us-east-1"), await s3In("us-west-1")];
    await step("create_bucket", create(near, "recorded-head-near"));
    await step("create_bucket_location_constraint", create(far, "recorded-head-far", "us-west-1"));
    await step("head_bucket", head(near, "recorded-head-near"));
    same("head_bucket_filtered_header", await headersOfHead(near, "recorded-head-near"));
    await step("head_bucket_2", head(far, "recorded-head-far"));
    same("head_bucket_2_filtered_header", await headersOfHead(far, "recorded-head-far"));
    await step("head_bucket_not_exist", head(near, "recorded-no-such-bucket"));
  }),
  general("test_region_header_exists_outside_us_east_1", async ({ s3In, step }) => {
    const [s3, Bucket] = [await s3In("eu-west-1"), "recorded-region-header"];
    await create(s3, Bucket, "eu-west-1")();
    await step("head_bucket", head(s3, Bucket));
    await step("list_objects_v2", () => s3.send(new ListObjectsV2Command({ Bucket, EncodingType: "url" })));
  }),
  general("test_create_bucket_with_eu_location_constraint", async ({ s3In, step }) => {
    const [s3, Bucket] = [await s3In("eu-west-1"), "recorded-in-eu"];
    await create(s3, Bucket, "EU")();
    await step("get-bucket-location", locate(s3, Bucket));
    await step("list-bucket-response", () => s3.send(new ListBucketsCommand({ Prefix: Bucket })));
  }),
  general("test_create_bucket_with_eu_location_constraint_raises", async ({ s3In, step }) => {
    await step("eu-location-constraint-error", create(await s3In("us-west-1"), "recorded-refused", "EU"));
  }),
  ...["us-east-1-us-east-1", "us-east-1-foo", "eu-west-1-bar"].map((name) =>
    general(`test_create_bucket_with_invalid_location_constraint[${name}]`, async ({ s3In, step }) => {
      const [, region = "", constraint = ""] = /^(\w+-\w+-\d)-(.+)$/.exec(name) ?? [];
      const asked = create(await s3In(region), "recorded-refused", constraint);
      await step(`${region}-location-constraint-${constraint}-error`, asked);
    }),
  ),
  general("test_s3_uppercase_bucket_name", async ({ send, same }) => {
    // AWS's SDK for JavaScript sends no such name.
    const answer = await send({ method: "PUT", path: "/Recorded-Uppercase" });
    same("uppercase-bucket", refused(answer, "BucketName", "Code", "Message"));
  }),
];
