import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { readBucketConfiguration } from "../../../../src/emulator/services/s3/bucket-configuration.ts";
import { isBucketName } from "../../../../src/emulator/services/s3/bucket-names.ts";
import { checkLocationConstraint } from "../../../../src/emulator/services/s3/bucket-region.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { rootOf } from "../iam/identities.ts";
import { makeBucket, refusedWith, s3Of, sendAnonymous, sendSigned } from "./world.ts";

describe("bucket names", () => {
  it.each(["abc", "a.b-c", "0ab", "a".repeat(63), "xn-a"])("takes %s", (name) => {
    expect(isBucketName(name)).toBe(true);
  });

  it.each([
    "ab",
    "a".repeat(64),
    "Abc",
    "a_b",
    "-ab",
    "ab-",
    ".ab",
    "a..b",
    "192.168.0.1",
    "xn--ab",
    "sthree-ab",
    "amzn-s3-demo-ab",
    "ab-s3alias",
    "ab--ol-s3",
    "ab--x-s3",
    "é-bucket",
  ])("refuses %s", (name) => {
    expect(isBucketName(name)).toBe(false);
  });
});

describe("location constraints", () => {
  const body = (constraint: string): string =>
    `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${constraint}</LocationConstraint></CreateBucketConfiguration>`;

  const constraintOf = (text: string, region: string): string | undefined =>
    checkLocationConstraint(readBucketConfiguration(text).locationConstraint, region);

  it.each([
    ["us-east-1", "", undefined],
    ["us-east-1", "<CreateBucketConfiguration/>", undefined],
    ["eu-west-1", body("eu-west-1"), "eu-west-1"],
    ["eu-west-1", body("EU"), "EU"],
    ["us-west-2", body("us-west-2"), "us-west-2"],
  ])("takes at %s the body %s", (region, text, expected) => {
    expect(constraintOf(text, region)).toBe(expected);
  });

  it.each([
    ["us-east-1", body("us-east-1"), "InvalidLocationConstraint"],
    ["us-east-1", body("foo"), "InvalidLocationConstraint"],
    ["us-east-1", body("us-west-2"), "IllegalLocationConstraintException"],
    ["us-east-2", "", "IllegalLocationConstraintException"],
    ["us-east-2", body("us-west-1"), "IllegalLocationConstraintException"],
    ["eu-west-1", body("bar"), "IllegalLocationConstraintException"],
    ["ap-northeast-1", body("EU"), "IllegalLocationConstraintException"],
    ["us-east-1", "<CreateBucketConfiguration>", "MalformedXML"],
    ["us-east-1", "<Other/>", "MalformedXML"],
    ["us-east-1", "<CreateBucketConfiguration><Bucket/></CreateBucketConfiguration>", "NotImplemented"],
  ])("refuses at %s the body %s", (region, text, code) => {
    expect(() => constraintOf(text, region)).toThrow(expect.objectContaining({ code }));
  });
});

describe("buckets", () => {
  let emulator: Emulator;
  let s3: S3Client;
  let other: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
    s3 = s3Of(emulator);
    other = s3Of(emulator, rootOf(emulator, 1));
  });
  afterAll(() => emulator.close());

  it("gives a new bucket today's defaults", async () => {
    const { Location, BucketArn } = await s3.send(new CreateBucketCommand({ Bucket: "defaults" }));
    expect({ Location, BucketArn }).toEqual({
      Location: "http://defaults.s3.amazonaws.com/",
      BucketArn: "arn:aws:s3:::defaults",
    });
    const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket: "defaults" }));
    expect(OwnershipControls).toEqual({ Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] });
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket: "defaults" }));
    expect(PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    const head = await s3.send(new HeadBucketCommand({ Bucket: "defaults" }));
    expect([head.BucketRegion, head.BucketArn, head.AccessPointAlias]).toEqual([
      "ap-northeast-1",
      "arn:aws:s3:::defaults",
      false,
    ]);
    const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket: "defaults" }));
    expect(LocationConstraint).toBe("ap-northeast-1");
  });

  it("refuses a name that is taken, in words that tell whose it is", async () => {
    await makeBucket(s3, "taken");
    expect(await refusal(s3.send(new CreateBucketCommand({ Bucket: "taken" })))).toEqual({
      code: "BucketAlreadyOwnedByYou",
      status: 409,
      message: "Your previous request to create the named bucket succeeded and you already own it.",
    });
    expect(await refusal(other.send(new CreateBucketCommand({ Bucket: "taken" })))).toMatchObject({
      code: "BucketAlreadyExists",
      status: 409,
    });
  });

  it("makes a name once, however many ask at once", async () => {
    const asked = [s3, other, s3, other].map((client) => client.send(new CreateBucketCommand({ Bucket: "raced" })));
    const outcomes = await Promise.allSettled(asked);
    expect(outcomes.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  });

  it("lets an owner in us-east-1 make a bucket again, at the location that the recordings have", async () => {
    const east = await startTestEmulator({ region: "us-east-1" });
    const client = s3Of(east);
    await client.send(new CreateBucketCommand({ Bucket: "again" }));
    const { Location } = await client.send(new CreateBucketCommand({ Bucket: "again" }));
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket: "again" }));
    expect([Location, LocationConstraint ?? ""]).toEqual(["/again", ""]);
    await east.close();
  });

  it("refuses an impossible name before anything else", async () => {
    const answer = await sendSigned(emulator, { method: "PUT", path: "/Upper-Case" });
    expect(refusedWith(answer)).toEqual({
      code: "InvalidBucketName",
      status: 400,
      message: "The specified bucket is not valid.",
    });
    expect(answer.body).toContain("<BucketName>Upper-Case</BucketName>");
  });

  it("sets the ownership that CreateBucket asks for, and refuses what is none", async () => {
    await s3.send(new CreateBucketCommand({ Bucket: "owned", ObjectOwnership: "BucketOwnerPreferred" }));
    const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket: "owned" }));
    expect(OwnershipControls?.Rules?.[0]?.ObjectOwnership).toBe("BucketOwnerPreferred");
    const wrong = s3.send(new CreateBucketCommand({ Bucket: "not-owned", ObjectOwnership: "RandomValue" as never }));
    expect(await refusal(wrong)).toEqual({
      code: "InvalidArgument",
      status: 400,
      message: "Invalid x-amz-object-ownership header: RandomValue",
    });
  });

  it("refuses what it has not, rather than make a bucket without it", async () => {
    const locked = s3.send(new CreateBucketCommand({ Bucket: "locked", ObjectLockEnabledForBucket: true }));
    expect(await refusal(locked)).toMatchObject({ code: "NotImplemented", status: 501 });
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: "locked" })))).toMatchObject({ status: 404 });
  });

  it("lets nobody without a signature make a bucket", async () => {
    const body =
      "<CreateBucketConfiguration><LocationConstraint>ap-northeast-1</LocationConstraint></CreateBucketConfiguration>";
    const answer = await sendAnonymous(emulator, { method: "PUT", path: "/nobodys", body });
    expect(refusedWith(answer)).toEqual({ code: "AccessDenied", status: 403, message: "Access Denied" });
  });

  it("deletes a bucket only when it is empty", async () => {
    await makeBucket(s3, "to-delete");
    await s3.send(new PutObjectCommand({ Bucket: "to-delete", Key: "k", Body: "x" }));
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket: "to-delete" })))).toEqual({
      code: "BucketNotEmpty",
      status: 409,
      message: "The bucket you tried to delete is not empty",
    });
    await s3.send(new DeleteObjectCommand({ Bucket: "to-delete", Key: "k" }));
    await s3.send(new DeleteBucketCommand({ Bucket: "to-delete" }));
    expect(await refusal(s3.send(new DeleteBucketCommand({ Bucket: "to-delete" })))).toEqual({
      code: "NoSuchBucket",
      status: 404,
      message: "The specified bucket does not exist",
    });
  });

  it("answers HEAD of what is not there without a body", async () => {
    const answer = await sendSigned(emulator, { method: "HEAD", path: "/no-such-bucket" });
    expect([answer.status, answer.body]).toEqual([404, ""]);
  });

  it("lists an account's own buckets by name, in pages", async () => {
    const lister = await startTestEmulator({ accountIds: ["111111111111", "222222222222"] });
    const [mine, theirs] = [s3Of(lister), s3Of(lister, rootOf(lister, 1))];
    for (const name of ["list-c", "list-a", "list-b", "other-x"]) await makeBucket(mine, name);
    await makeBucket(theirs, "list-theirs");
    const all = await mine.send(new ListBucketsCommand({}));
    expect(all.Buckets?.map(({ Name }) => Name)).toEqual(["list-a", "list-b", "list-c", "other-x"]);
    expect(all.Buckets?.[0]).toMatchObject({ BucketRegion: "ap-northeast-1", BucketArn: "arn:aws:s3:::list-a" });
    expect(all.Owner?.ID).toMatch(/^[0-9a-f]{64}$/);
    expect([all.Prefix, all.ContinuationToken]).toEqual([undefined, undefined]);

    const first = await mine.send(new ListBucketsCommand({ Prefix: "list-", MaxBuckets: 2 }));
    expect([first.Prefix, first.Buckets?.map(({ Name }) => Name)]).toEqual(["list-", ["list-a", "list-b"]]);
    const { ContinuationToken } = first;
    const second = await mine.send(new ListBucketsCommand({ Prefix: "list-", ContinuationToken }));
    expect([second.Buckets?.map(({ Name }) => Name), second.ContinuationToken]).toEqual([["list-c"], undefined]);
    const elsewhere = await mine.send(new ListBucketsCommand({ BucketRegion: "eu-west-1" }));
    expect(elsewhere.Buckets ?? []).toEqual([]);
    expect(await refusal(mine.send(new ListBucketsCommand({ BucketRegion: "nowhere" })))).toEqual({
      code: "InvalidArgument",
      status: 400,
      message: "Argument value nowhere is not a valid AWS Region",
    });
    await lister.close();
  });
});
