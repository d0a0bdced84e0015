import { createHash } from "node:crypto";
import {
  DeleteBucketLifecycleCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  type LifecycleRule,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../../support/emulator.ts";
import { allow, iamOf, makeUser } from "../../iam/identities.ts";
import { element, makeBucket, refusedWith, s3Of, sendSigned } from "../world.ts";

const Bucket = "lives";
const DAY_SECONDS = 86_400;

describe("the lifecycle of a bucket", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
  });
  afterAll(() => emulator.close());

  const put = (...Rules: LifecycleRule[]) =>
    s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }));
  const get = () => s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  const rule = (more: Partial<LifecycleRule> = {}): LifecycleRule => ({
    ID: "rule",
    Filter: { Prefix: "" },
    Status: "Enabled",
    Expiration: { Days: 1 },
    ...more,
  });

  it("is put, shown as it was put, and deleted any number of times", async () => {
    const rules: LifecycleRule[] = [
      rule({
        ID: "days",
        Filter: { Prefix: "logs/" },
        Expiration: { Days: 365 },
        Transitions: [
          { Days: 30, StorageClass: "STANDARD_IA" },
          { Days: 60, StorageClass: "GLACIER" },
        ],
      }),
      rule({
        ID: "date",
        Filter: { Tag: { Key: "a", Value: "b" } },
        Expiration: { Date: new Date("2099-01-01T00:00:00Z") },
      }),
      rule({
        ID: "and",
        Filter: {
          And: {
            Prefix: "x",
            Tags: [
              { Key: "a", Value: "b" },
              { Key: "c", Value: "" },
            ],
            ObjectSizeGreaterThan: 5,
            ObjectSizeLessThan: 10,
          },
        },
      }),
      { ID: "old", Prefix: "old/", Status: "Disabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
      { ID: "marker", Filter: {}, Status: "Enabled", Expiration: { ExpiredObjectDeleteMarker: true } },
      {
        ID: "versions",
        Filter: { Prefix: "v" },
        Status: "Enabled",
        NoncurrentVersionExpiration: { NoncurrentDays: 3, NewerNoncurrentVersions: 2 },
        NoncurrentVersionTransitions: [{ NoncurrentDays: 1, StorageClass: "GLACIER_IR" }],
      },
    ];
    expect((await put(...rules)).TransitionDefaultMinimumObjectSize).toBe("all_storage_classes_128K");
    const shown = await get();
    expect([shown.Rules, shown.TransitionDefaultMinimumObjectSize]).toEqual([rules, "all_storage_classes_128K"]);
    for (const _time of [1, 2]) {
      const { $metadata } = await s3.send(new DeleteBucketLifecycleCommand({ Bucket }));
      expect($metadata.httpStatusCode).toBe(204);
    }
    expect(await refusal(get())).toEqual({
      code: "NoSuchLifecycleConfiguration",
      status: 404,
      message: "The lifecycle configuration does not exist",
    });
  });

  it("gives ids to rules that have none, and keeps the smallest size to move", async () => {
    const TransitionDefaultMinimumObjectSize = "varies_by_storage_class";
    const { ID: _none, ...nameless } = rule();
    await s3.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket,
        TransitionDefaultMinimumObjectSize,
        LifecycleConfiguration: { Rules: [nameless, { ...nameless, Filter: { Prefix: "b" } }] },
      }),
    );
    const shown = await get();
    expect(shown.TransitionDefaultMinimumObjectSize).toBe(TransitionDefaultMinimumObjectSize);
    const ids = (shown.Rules ?? []).map(({ ID }) => ID);
    expect([new Set(ids).size, ids[0]]).toEqual([2, expect.stringMatching(/^[\w-]{32}$/)]);
  });

  const filter = (text: string): string =>
    `<Rule><Filter>${text}</Filter><Status>Enabled</Status><Expiration><Days>1</Days></Expiration></Rule>`;
  const act = (text: string, which = "<Filter/>"): string => `<Rule>${which}<Status>Enabled</Status>${text}</Rule>`;
  const days = "<Expiration><Days>1</Days></Expiration>";
  const tag = "<Tag><Key>a</Key><Value>b</Value></Tag>";
  const marker = "<Expiration><ExpiredObjectDeleteMarker>true</ExpiredObjectDeleteMarker></Expiration>";
  const abort =
    "<AbortIncompleteMultipartUpload><DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload>";
  const newer =
    "<NoncurrentVersionExpiration><NoncurrentDays>1</NoncurrentDays><NewerNoncurrentVersions>1</NewerNoncurrentVersions></NoncurrentVersionExpiration>";
  const transition = (when: string, to: string): string =>
    `<Transition>${when}<StorageClass>${to}</StorageClass></Transition>`;

  const noncurrent = (days: string, to: string): string =>
    `<NoncurrentVersionTransition><NoncurrentDays>${days}</NoncurrentDays><StorageClass>${to}</StorageClass></NoncurrentVersionTransition>`;

  it.each([
    ["", "MalformedXML", undefined],
    [act(days, ""), "MalformedXML", undefined],
    [act(days, "<Prefix/><Filter/>"), "MalformedXML", undefined],
    [act(days).replace("Enabled", "enabled"), "MalformedXML", undefined],
    [filter(`<Prefix>a</Prefix>${tag}`), "MalformedXML", undefined],
    [filter("<And><Prefix>a</Prefix></And>"), "MalformedXML", undefined],
    [filter("<Colour/>"), "MalformedXML", undefined],
    [act("<Expiration><Date>20200101</Date></Expiration>"), "MalformedXML", undefined],
    [act("<Expiration><Days>1</Days><Date>2099-01-01T00:00:00Z</Date></Expiration>"), "MalformedXML", undefined],
    [act(marker.replace("<Expiration>", "<Expiration><Days>1</Days>")), "MalformedXML", undefined],
    [act(newer, ""), "MalformedXML", undefined],
    [act(transition("<Days>1</Days>", "STANDARD")), "MalformedXML", undefined],
    [act(""), "InvalidRequest", "At least one action needs to be specified in a rule"],
    [
      act("<Expiration><Days>0</Days></Expiration>"),
      "InvalidArgument",
      "'Days' for Expiration action must be a positive integer",
    ],
    [
      act("<Expiration><Date>2099-01-01T01:00:00Z</Date></Expiration>"),
      "InvalidArgument",
      "'Date' must be at midnight GMT",
    ],
    [
      act(days, `<ID>${"i".repeat(256)}</ID><Filter/>`),
      "InvalidArgument",
      "ID length should not exceed allowed limit of 255",
    ],
    [
      act(days, "<ID>i</ID><Filter/>").repeat(2),
      "InvalidArgument",
      "Rule ID must be unique. Found same ID for more than one rule",
    ],
    [
      act(marker, `<Filter>${tag}</Filter>`),
      "InvalidRequest",
      "ExpiredObjectDeleteMarker cannot be specified with Tags.",
    ],
    [
      act(abort, `<Filter>${tag}</Filter>`),
      "InvalidRequest",
      "AbortIncompleteMultipartUpload cannot be specified with Tags.",
    ],
    [
      act(abort, "<Filter><ObjectSizeGreaterThan>10</ObjectSizeGreaterThan></Filter>"),
      "InvalidRequest",
      "AbortIncompleteMultipartUpload cannot be specified with Object Size.",
    ],
    [
      filter("<And><ObjectSizeGreaterThan>10</ObjectSizeGreaterThan><ObjectSizeLessThan>10</ObjectSizeLessThan></And>"),
      "InvalidRequest",
      "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.",
    ],
    [filter(`<And>${tag}${tag}</And>`), "InvalidRequest", "Duplicate Tag Keys are not allowed."],
    [filter("<Tag><Key>a,b</Key><Value>c</Value></Tag>"), "InvalidTag", "The TagKey you have provided is invalid"],
    [
      act(newer, "<Prefix>a</Prefix>"),
      "InvalidRequest",
      "NewerNoncurrentVersions element can only be used in Lifecycle V2.",
    ],
    [
      act(transition("<Days>29</Days>", "STANDARD_IA")),
      "InvalidArgument",
      "'Days' in Transition action must be greater than or equal to 30 for storageClass 'STANDARD_IA'",
    ],
    [
      act(noncurrent("29", "ONEZONE_IA")),
      "InvalidArgument",
      "'NoncurrentDays' in NoncurrentVersionTransition action must be greater than or equal to 30 for storageClass 'ONEZONE_IA'",
    ],
    [
      act(noncurrent("-1", "GLACIER")),
      "InvalidArgument",
      "'NoncurrentDays' in NoncurrentVersionTransition action must be nonnegative",
    ],
    [
      act(newer.replace("<NoncurrentDays>1", "<NoncurrentDays>0")),
      "InvalidArgument",
      "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer",
    ],
    [
      act(transition("<Days>1</Days>", "GLACIER") + transition("<Date>2099-01-01</Date>", "DEEP_ARCHIVE"), "<Prefix/>"),
      "InvalidRequest",
      "Found mixed 'Date' and 'Days' based Transition actions in lifecycle rule for prefix ''",
    ],
    [
      act(transition("<Days>30</Days>", "STANDARD_IA") + transition("<Days>59</Days>", "GLACIER")),
      "InvalidArgument",
      "'Days' in the 'Transition' action for StorageClass 'GLACIER' for filter '()' must be 30 days more than 'filter '()'' in the 'Transition' action for StorageClass 'STANDARD_IA'",
    ],
    [
      act(
        transition("<Days>100</Days>", "DEEP_ARCHIVE") + transition("<Days>11</Days>", "GLACIER"),
        `<Filter>${tag}</Filter>`,
      ),
      "InvalidArgument",
      "'Days' in the 'Transition' action for StorageClass 'DEEP_ARCHIVE' for filter '(tag={key=a, value=b})' must be 90 days more than 'filter '(tag={key=a, value=b})'' in the 'Transition' action for StorageClass 'GLACIER'",
    ],
    [
      act(
        transition("<Date>2099-01-01</Date>", "ONEZONE_IA") + transition("<Date>2099-01-30</Date>", "DEEP_ARCHIVE"),
        "<Prefix/>",
      ),
      "InvalidArgument",
      "'Date' in the 'Transition' action for StorageClass 'DEEP_ARCHIVE' for prefix '' must be 30 days more than 'prefix ''' in the 'Transition' action for StorageClass 'ONEZONE_IA'",
    ],
    [
      act(noncurrent("1", "GLACIER_IR") + noncurrent("90", "GLACIER"), "<Prefix/>"),
      "InvalidArgument",
      "'NoncurrentDays' in the 'NoncurrentVersionTransition' action for StorageClass 'GLACIER' for prefix '' must be 90 days more than 'prefix ''' in the 'NoncurrentVersionTransition' action for StorageClass 'GLACIER_IR'",
    ],
    [
      act(
        transition("<Days>1</Days>", "GLACIER") + transition("<Days>1</Days>", "INTELLIGENT_TIERING"),
        "<Filter><And><Prefix>x/</Prefix><ObjectSizeLessThan>9</ObjectSizeLessThan></And></Filter>",
      ),
      "InvalidArgument",
      "'Days' in the Transition action for StorageClass 'GLACIER' for filter '(prefix=x/ and objectsizelessthan=9)' must be greater than 'Days' in the Transition action for StorageClass 'INTELLIGENT_TIERING' for filter '(prefix=x/ and objectsizelessthan=9)'",
    ],
    [
      act(noncurrent("1", "GLACIER") + noncurrent("91", "GLACIER"), "<Prefix/>"),
      "InvalidRequest",
      "'StorageClass' must be different for 'NoncurrentVersionTransition' actions in same 'Rule' with prefix ''",
    ],
    [
      act(days + transition("<Days>1</Days>", "GLACIER"), "<Prefix/>"),
      "InvalidArgument",
      "'Days' in the Expiration action for prefix '' must be greater than 'Days' in the Transition action",
    ],
    [
      act(newer + noncurrent("1", "GLACIER"), "<Filter><Prefix/></Filter>"),
      "InvalidArgument",
      "'NoncurrentDays' in the NoncurrentVersionExpiration action for filter '(prefix=)' must be greater than 'NoncurrentDays' in the NoncurrentVersionTransition action",
    ],
  ])("is not put as %s", async (rules, code, message) => {
    const { code: found, message: text } = refusedWith(await putHashed(rules));
    expect([found, message === undefined ? undefined : text]).toEqual([code, message]);
  });

  it("is put with transitions exactly as far apart as their classes want", async () => {
    const Days = (count: number): string => `<Days>${count}</Days>`;
    const all = [
      transition(Days(30), "STANDARD_IA"),
      transition(Days(60), "ONEZONE_IA"),
      transition(Days(90), "GLACIER"),
      transition(Days(180), "DEEP_ARCHIVE"),
    ];
    for (const ordered of [all, all.toReversed()]) {
      expect((await putHashed(act(ordered.join("")))).status).toBe(200);
    }
  });

  function putHashed(rules: string): ReturnType<typeof sendSigned> {
    const body = `<LifecycleConfiguration>${rules}</LifecycleConfiguration>`;
    const headers = { "content-md5": createHash("md5").update(body).digest("base64") };
    return sendSigned(emulator, { method: "PUT", path: `/${Bucket}`, query: { lifecycle: "" }, headers, body });
  }

  it("is put only by those who hash what they send", async () => {
    const answer = await sendSigned(emulator, {
      method: "PUT",
      path: `/${Bucket}`,
      query: { lifecycle: "" },
      body: "<LifecycleConfiguration/>",
    });
    expect(refusedWith(answer)).toEqual({
      code: "InvalidRequest",
      status: 400,
      message: "Missing required header for this request: Content-MD5",
    });
  });

  it.each([
    ["GET", "s3:GetLifecycleConfiguration"],
    ["PUT", "s3:PutLifecycleConfiguration"],
    ["DELETE", "s3:PutLifecycleConfiguration"],
  ])("needs for %s %s", async (method, action) => {
    const user = await makeUser(iamOf(emulator), `bystander-${method}`, [allow("s3:GetObject")]);
    const answer = await sendSigned(emulator, { method, path: `/${Bucket}`, query: { lifecycle: "" } }, user);
    expect(element(answer.body, "Message")).toContain(`to perform: ${action} on`);
  });

  describe("ends objects", () => {
    const upload = (Key: string, Body = "x", Tagging?: string) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body, ...(Tagging === undefined ? {} : { Tagging }) }));
    const keys = async (): Promise<unknown> =>
      ((await s3.send(new ListObjectsV2Command({ Bucket }))).Contents ?? []).map(({ Key }) => Key);
    /** The midnight after so many whole days from now. */
    const midnight = (daysAhead: number): Date =>
      new Date(Math.ceil(emulator.now().getTime() / 86_400_000 + daysAhead) * 86_400_000);
    /** Clients follow the clock of the answers, and are then lost when it is moved on. */
    const advance = (seconds: number): void => {
      emulator.advanceClock(seconds);
      s3 = s3Of(emulator);
    };
    beforeEach(async () => {
      await put(rule({ ID: "all" }));
      advance(3 * DAY_SECONDS);
      expect(await keys()).toEqual([]);
    });

    it("at the midnight after their days, and tells when", async () => {
      await put(rule({ ID: "two days", Filter: { Prefix: "a" }, Expiration: { Days: 2 } }));
      const { Expiration } = await upload("a");
      expect(Expiration).toBe(`expiry-date="${midnight(2).toUTCString()}", rule-id="two%20days"`);
      expect((await upload("b")).Expiration).toBeUndefined();
      expect((await s3.send(new HeadObjectCommand({ Bucket, Key: "a" }))).Expiration).toBe(Expiration);
      expect((await s3.send(new GetObjectCommand({ Bucket, Key: "a" }))).Expiration).toBe(Expiration);
      const seconds = (midnight(2).getTime() - emulator.now().getTime()) / 1000;
      advance(seconds - 60);
      expect(await keys()).toEqual(["a", "b"]);
      advance(61);
      expect(await refusal(s3.send(new GetObjectCommand({ Bucket, Key: "a" })))).toMatchObject({ code: "NoSuchKey" });
      expect(await keys()).toEqual(["b"]);
    });

    it("that fit the filter, by tags and size", async () => {
      const And = {
        Prefix: "p/",
        Tags: [
          { Key: "t", Value: "1" },
          { Key: "u", Value: "" },
        ],
        ObjectSizeGreaterThan: 2,
        ObjectSizeLessThan: 5,
      };
      await put(rule({ Filter: { And } }));
      await upload("p/fits", "123", "t=1&u&v=2");
      await upload("p/small", "12", "t=1&u");
      await upload("p/large", "12345", "t=1&u");
      await upload("p/tagless", "123", "t=1");
      await upload("q/other", "123", "t=1&u");
      advance(3 * DAY_SECONDS);
      expect(await keys()).toEqual(["p/large", "p/small", "p/tagless", "q/other"]);
    });

    it("of a versioned bucket by hiding them behind a delete marker", async () => {
      const versioned = "versioned-lives";
      await makeBucket(s3, versioned);
      const VersioningConfiguration = { Status: "Enabled" } as const;
      await s3.send(new PutBucketVersioningCommand({ Bucket: versioned, VersioningConfiguration }));
      await s3.send(new PutObjectCommand({ Bucket: versioned, Key: "a", Body: "x" }));
      const LifecycleConfiguration = { Rules: [rule()] };
      await s3.send(new PutBucketLifecycleConfigurationCommand({ Bucket: versioned, LifecycleConfiguration }));
      advance(3 * DAY_SECONDS);
      const listed = await s3.send(new ListObjectVersionsCommand({ Bucket: versioned }));
      expect([listed.Versions?.length, listed.DeleteMarkers?.map(({ IsLatest }) => IsLatest)]).toEqual([1, [true]]);
    });

    it("on a day, and not by rules that are disabled", async () => {
      await put(
        rule({ ID: "date", Filter: { Prefix: "a" }, Expiration: { Date: midnight(1) } }),
        rule({ ID: "off", Filter: { Prefix: "b" }, Status: "Disabled" }),
      );
      await upload("a");
      await upload("b");
      advance(3 * DAY_SECONDS);
      expect(await keys()).toEqual(["b"]);
    });
  });
});
