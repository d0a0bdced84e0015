import {
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../../support/emulator.ts";
import { sendSigned } from "../world.ts";
import { BucketOfDays } from "./days.ts";

const LARGE = { Body: "x".repeat(128 * 1024) };

describe("the lifecycle of storage classes", () => {
  let emulator: Emulator;
  let bucket: BucketOfDays;
  let buckets = 0;
  beforeAll(async () => {
    emulator = await startTestEmulator();
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    bucket = new BucketOfDays(emulator, `classes-${++buckets}`);
    await bucket.make("Enabled");
  });

  it("moves objects at their midnights, from one class to the next, and changes nothing else of them", async () => {
    await bucket.rules([
      {
        Transitions: [
          { Days: 30, StorageClass: "STANDARD_IA" },
          { Days: 60, StorageClass: "GLACIER" },
        ],
      },
    ]);
    await bucket.put("k", LARGE);
    const head = () => bucket.s3.send(new HeadObjectCommand({ Bucket: bucket.name, Key: "k" }));
    const { $metadata: _first, ...before } = await head();
    bucket.pass(29);
    expect((await head()).StorageClass).toBeUndefined();
    bucket.pass(0);
    const { $metadata: _then, ...after } = await head();
    expect(after).toEqual({ ...before, StorageClass: "STANDARD_IA" });
    bucket.pass(29);
    expect((await head()).StorageClass).toBe("GLACIER");
    const { Contents } = await bucket.s3.send(new ListObjectsV2Command({ Bucket: bucket.name }));
    expect(Contents?.map(({ StorageClass }) => StorageClass)).toEqual(["GLACIER"]);
  });

  it("moves on a date, and noncurrent versions so many days after a newer one came", async () => {
    const day = new Date(Math.ceil(emulator.now().getTime() / 86_400_000 + 2) * 86_400_000);
    await bucket.rules([
      { Filter: { Prefix: "dated" }, Transitions: [{ Date: day, StorageClass: "GLACIER_IR" }] },
      {
        Filter: { Prefix: "old" },
        NoncurrentVersionTransitions: [{ NoncurrentDays: 0, StorageClass: "GLACIER_IR" }],
      },
      // One rule may not move on so soon; two rules may.
      {
        Filter: { Prefix: "ol" },
        NoncurrentVersionTransitions: [{ NoncurrentDays: 2, NewerNoncurrentVersions: 1, StorageClass: "DEEP_ARCHIVE" }],
      },
    ]);
    for (const key of ["dated", "old", "old", "old"]) await bucket.put(key, LARGE);
    bucket.pass(0);
    expect(await bucket.classes()).toEqual({ dated: ["STANDARD"], old: ["STANDARD", "GLACIER_IR", "GLACIER_IR"] });
    bucket.pass(2);
    expect(await bucket.classes()).toEqual({ dated: ["GLACIER_IR"], old: ["STANDARD", "GLACIER_IR", "DEEP_ARCHIVE"] });
  });

  it("never moves to a warmer class, and to the coldest of those that are due at once", async () => {
    await bucket.put("cold", { ...LARGE, StorageClass: "DEEP_ARCHIVE" });
    await bucket.put("zone", { ...LARGE, StorageClass: "ONEZONE_IA" });
    await bucket.put("warm", LARGE);
    bucket.pass(31);
    await bucket.rules([
      { Filter: { Prefix: "cold" }, Transitions: [{ Days: 1, StorageClass: "GLACIER" }] },
      { Filter: { Prefix: "zone" }, Transitions: [{ Days: 1, StorageClass: "GLACIER_IR" }] },
      { Filter: { Prefix: "warm" }, Transitions: [{ Days: 30, StorageClass: "ONEZONE_IA" }] },
      { Filter: { Prefix: "w" }, Transitions: [{ Days: 2, StorageClass: "GLACIER_IR" }] },
    ]);
    bucket.pass(3);
    expect(await bucket.classes()).toEqual({ cold: ["DEEP_ARCHIVE"], zone: ["ONEZONE_IA"], warm: ["GLACIER_IR"] });
  });

  it("ends an object rather than moves it, where both are due", async () => {
    await bucket.put("k", LARGE);
    bucket.pass(5);
    await bucket.rules([
      { Transitions: [{ Days: 1, StorageClass: "GLACIER" }] },
      { Filter: { Prefix: "k" }, Expiration: { Days: 2 } },
    ]);
    bucket.pass(0);
    expect([await bucket.classes(), (await bucket.versions()).length]).toEqual([{ k: ["STANDARD"] }, 2]);
  });

  it("leaves objects under 128 KiB, unless the rule names sizes or small ones may be archived", async () => {
    const rules = [
      { Filter: { Prefix: "all" }, Transitions: [{ Days: 1, StorageClass: "GLACIER" as const }] },
      { Filter: { Prefix: "ir" }, Transitions: [{ Days: 1, StorageClass: "GLACIER_IR" as const }] },
      {
        Filter: { And: { Prefix: "sized", ObjectSizeGreaterThan: 0 } },
        Transitions: [{ Days: 1, StorageClass: "GLACIER_IR" as const }],
      },
    ];
    for (const key of ["all", "ir", "sized"]) await bucket.put(key);
    await bucket.put("all-large", LARGE);
    await bucket.rules(rules);
    bucket.pass(1);
    const expected = { all: ["STANDARD"], "all-large": ["GLACIER"], ir: ["STANDARD"], sized: ["GLACIER_IR"] };
    expect(await bucket.classes()).toEqual(expected);
    await bucket.rules(rules, "varies_by_storage_class");
    bucket.pass(0);
    expect(await bucket.classes()).toEqual({ ...expected, all: ["GLACIER"] });
  });

  it("takes the bytes of archived objects out of reach, and leaves the rest", async () => {
    const Bucket = bucket.name;
    await bucket.put("k", { ...LARGE, StorageClass: "GLACIER" });
    const read = await sendSigned(emulator, { path: `/${Bucket}/k` });
    expect([read.status, read.body]).toEqual([403, expect.stringContaining("<StorageClass>GLACIER</StorageClass>")]);
    expect(await refusal(bucket.s3.send(new GetObjectCommand({ Bucket, Key: "k" })))).toEqual({
      code: "InvalidObjectState",
      status: 403,
      message: "The operation is not valid for the object's storage class",
    });
    const { s3 } = bucket;
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: "copy" }));
    const CopySource = `${Bucket}/k`;
    for (const copy of [
      () => s3.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource })),
      () => s3.send(new UploadPartCopyCommand({ Bucket, Key: "copy", UploadId, PartNumber: 1, CopySource })),
    ]) {
      expect(await refusal(copy())).toEqual({
        code: "InvalidObjectState",
        status: 403,
        message: "Operation is not valid for the source object's storage class",
      });
    }
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "k" }))).ContentLength).toBe(LARGE.Body.length);
  });
});
