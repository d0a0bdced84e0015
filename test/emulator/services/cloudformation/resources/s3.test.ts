import {
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, refusal, startTestEmulator } from "../../../../support/emulator.ts";
import { type Made, makeOne, type ResourceOptions } from "./one-resource.ts";

describe("buckets in stacks", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = new S3Client(clientConfig(emulator));
  });
  afterAll(() => emulator.close());

  const bucket = (properties: object, options: ResourceOptions = {}): Promise<Made> =>
    makeOne(emulator, "AWS::S3::Bucket", properties, options);
  const bucketPolicy = (properties: object): Promise<Made> => makeOne(emulator, "AWS::S3::BucketPolicy", properties);

  it("have their defaults", async () => {
    const { values, remove } = await bucket({}, { attributes: ["Arn", "DomainName", "RegionalDomainName"] });
    const Bucket = values.Ref ?? "";
    expect(Bucket).toMatch(/^stack-\d+-r-[a-z0-9]{12}$/);
    expect(values).toEqual({
      Ref: Bucket,
      Arn: `arn:aws:s3:::${Bucket}`,
      DomainName: `${Bucket}.s3.amazonaws.com`,
      RegionalDomainName: `${Bucket}.s3.ap-northeast-1.amazonaws.com`,
    });
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
    expect(await remove()).toBe("DELETE_COMPLETE");
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket })))).toMatchObject({ status: 404 });
  });

  it("can be opened for a public ACL, and closed again by an update", async () => {
    const made = await bucket({
      BucketName: "given-name",
      AccessControl: "PublicRead",
      OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerPreferred" }] },
      PublicAccessBlockConfiguration: { BlockPublicPolicy: "true", RestrictPublicBuckets: true },
    });
    expect(made.values.Ref).toBe("given-name");
    const Bucket = "given-name";
    const ownership = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(ownership.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: "BucketOwnerPreferred" }]);
    const block = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(block.PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: false,
      IgnorePublicAcls: false,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    const permissions = async (): Promise<unknown> =>
      (await s3.send(new GetBucketAclCommand({ Bucket }))).Grants?.map(({ Permission }) => Permission);
    expect(await permissions()).toEqual(["FULL_CONTROL", "READ"]);

    const closed = await made.update({ BucketName: Bucket });
    expect([closed.failure, closed.status]).toEqual([undefined, "UPDATE_COMPLETE"]);
    expect(await permissions()).toEqual(["FULL_CONTROL"]);
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
    const enforced = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(enforced.OwnershipControls?.Rules).toEqual([{ ObjectOwnership: "BucketOwnerEnforced" }]);
    expect(await made.remove()).toBe("DELETE_COMPLETE");
  });

  it("cannot be made with a public ACL as in 2014, which today's defaults refuse", async () => {
    const { failure } = await bucket({ AccessControl: "PublicRead" });
    expect(failure).toMatch(
      /^Resource handler returned message: "Bucket cannot have ACLs set with ObjectOwnership's BucketOwnerEnforced setting \(Service: S3, Status Code: 400, Request ID: /,
    );
    expect((await bucket({ AccessControl: "Private" })).failure).toBeUndefined();
  });

  it("have versions, encryption, rules for ends and for browsers, and tags", async () => {
    const made = await bucket(CONFIGURED, { tags: [{ Key: "from", Value: "stack" }] });
    expect(made.failure).toBeUndefined();
    const Bucket = made.values.Ref ?? "";
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
    const encryption = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(encryption.ServerSideEncryptionConfiguration?.Rules).toEqual([
      {
        ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
        BucketKeyEnabled: true,
        BlockedEncryptionTypes: { EncryptionType: ["NONE"] },
      },
    ]);
    expect((await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual([
      {
        ID: "web",
        AllowedHeaders: ["*"],
        AllowedMethods: ["GET", "PUT"],
        AllowedOrigins: ["https://example.com"],
        ExposeHeaders: ["ETag"],
        MaxAgeSeconds: 60,
      },
    ]);
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual([
      { Key: "from", Value: "stack" },
      { Key: "k", Value: "v" },
    ]);
    const lifecycle = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(lifecycle.TransitionDefaultMinimumObjectSize).toBe("varies_by_storage_class");
    expect(lifecycle.Rules).toEqual([
      {
        ID: "abort",
        Status: "Enabled",
        Filter: { Prefix: "" },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
      },
      {
        ID: "move",
        Status: "Enabled",
        Filter: { And: { Prefix: "logs/", Tags: [{ Key: "a", Value: "b" }], ObjectSizeGreaterThan: 1024 } },
        Expiration: { Days: 150 },
        Transitions: [
          { Days: 30, StorageClass: "GLACIER" },
          { Days: 120, StorageClass: "DEEP_ARCHIVE" },
        ],
        NoncurrentVersionTransitions: [{ NoncurrentDays: 31, NewerNoncurrentVersions: 2, StorageClass: "STANDARD_IA" }],
        NoncurrentVersionExpiration: { NoncurrentDays: 365, NewerNoncurrentVersions: 3 },
      },
      {
        ID: "one",
        Status: "Disabled",
        Filter: { Tag: { Key: "t", Value: "u" } },
        NoncurrentVersionExpiration: { NoncurrentDays: 5 },
      },
      {
        ID: "dated",
        Status: "Enabled",
        Filter: { Prefix: "old/" },
        Expiration: { Date: new Date("2031-01-01T00:00:00Z") },
      },
      {
        ID: "markers",
        Status: "Enabled",
        Filter: { Prefix: "gone/" },
        Expiration: { ExpiredObjectDeleteMarker: true },
      },
    ]);
    expect(await made.remove()).toBe("DELETE_COMPLETE");
  });

  it("lose by an update what the template no longer says, and get what it says now", async () => {
    const made = await bucket(CONFIGURED);
    const Bucket = made.values.Ref ?? "";
    const fewer = await made.update(
      {
        LifecycleConfiguration: { Rules: [{ Id: "r", Status: "Enabled", ExpirationInDays: 1 }] },
        Tags: [{ Key: "k", Value: "w" }],
      },
      [{ Key: "of", Value: "stack" }],
    );
    expect([fewer.status, fewer.values.Ref]).toEqual(["UPDATE_COMPLETE", Bucket]);
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Suspended");
    const { ServerSideEncryptionConfiguration } = await s3.send(new GetBucketEncryptionCommand({ Bucket }));
    expect(ServerSideEncryptionConfiguration?.Rules?.[0]?.BucketKeyEnabled).toBe(false);
    expect(await refusal(s3.send(new GetBucketCorsCommand({ Bucket })))).toMatchObject({
      code: "NoSuchCORSConfiguration",
    });
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual([
      { Key: "k", Value: "w" },
      { Key: "of", Value: "stack" },
    ]);
    const lifecycle = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(lifecycle.Rules?.map(({ ID }) => ID)).toEqual(["r"]);

    expect((await fewer.update({}, [])).status).toBe("UPDATE_COMPLETE");
    expect(await refusal(s3.send(new GetBucketTaggingCommand({ Bucket })))).toMatchObject({ code: "NoSuchTagSet" });
    expect(await refusal(s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket })))).toMatchObject({
      code: "NoSuchLifecycleConfiguration",
    });
    expect(await made.remove()).toBe("DELETE_COMPLETE");
  });

  it("go back where a part of an update is refused", async () => {
    const made = await bucket({ VersioningConfiguration: { Status: "Enabled" } });
    const Bucket = made.values.Ref ?? "";
    const rules = [{ Status: "Enabled", ExpirationInDays: 0 }];
    const failed = await made.update({ LifecycleConfiguration: { Rules: rules } });
    expect(failed.status).toBe("UPDATE_ROLLBACK_COMPLETE");
    expect(failed.failure).toMatch(/^Resource handler returned message: ".*\(Service: S3, Status Code: 400, /);
    expect((await s3.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
    expect(await made.remove()).toBe("DELETE_COMPLETE");
  });

  it("are replaced where another name is wanted", async () => {
    const made = await bucket({ BucketName: "first-name" });
    const renamed = await made.update({ BucketName: "second-name", Tags: [{ Key: "k", Value: "v" }] });
    expect([renamed.status, renamed.values.Ref]).toEqual(["UPDATE_COMPLETE", "second-name"]);
    expect(await refusal(s3.send(new HeadBucketCommand({ Bucket: "first-name" })))).toMatchObject({ status: 404 });
    expect(await made.remove()).toBe("DELETE_COMPLETE");
  });

  it("are refused what the emulator's S3 has not, and what AWS has not", async () => {
    const start = "Properties validation failed for resource R with message:\n";
    const lines = [
      [{ WebsiteConfiguration: {} }, "#: key [WebsiteConfiguration] is not supported by this emulator"],
      [{ VersionConfiguration: {} }, "#: extraneous key [VersionConfiguration] is not permitted"],
      [
        { LifecycleConfiguration: { Rules: [{ Status: "On", Days: 1 }] } },
        "#/LifecycleConfiguration/Rules/0/Status: failed validation constraint for keyword [enum]\n#/LifecycleConfiguration/Rules/0: extraneous key [Days] is not permitted",
      ],
      [{ CorsConfiguration: [] }, "#/CorsConfiguration: expected type: JSONObject, found: JSONArray"],
      [{ VersioningConfiguration: {} }, "#/VersioningConfiguration: required key [Status] not found"],
      [{ OwnershipControls: { Rules: [] } }, "#/OwnershipControls/Rules/0: required key [ObjectOwnership] not found"],
      [{ AccessControl: "public-read" }, "#/AccessControl: failed validation constraint for keyword [enum]"],
    ] as const;
    for (const [properties, line] of lines) expect((await bucket(properties)).failure).toBe(start + line);
    const rules = [{ ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }];
    const kms = await bucket({ BucketEncryption: { ServerSideEncryptionConfiguration: rules } });
    expect(kms.failure).toContain("Service: S3, Status Code: 501");
  });

  it("that are not empty keep their stack from being deleted", async () => {
    const { values, remove } = await bucket({});
    await s3.send(new PutObjectCommand({ Bucket: values.Ref, Key: "k", Body: "b" }));
    expect(await remove()).toBe("DELETE_FAILED");
  });

  it("have policies, which change in place", async () => {
    const Bucket = (await bucket({ BucketName: "with-policy" })).values.Ref ?? "";
    const policy = (Action: string): object => ({
      Version: "2012-10-17",
      Statement: [{ Effect: "Deny", Principal: "*", Action, Resource: `arn:aws:s3:::${Bucket}/*` }],
    });
    const stored = async (): Promise<unknown> =>
      JSON.parse((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy ?? "");
    const made = await bucketPolicy({ Bucket, PolicyDocument: policy("s3:PutObject") });
    expect(made.values.Ref).toBe(Bucket);
    expect(await stored()).toEqual(policy("s3:PutObject"));
    const changed = await made.update({ Bucket, PolicyDocument: policy("s3:GetObject") });
    expect(changed.status).toBe("UPDATE_COMPLETE");
    expect(await stored()).toEqual(policy("s3:GetObject"));
    expect(await made.remove()).toBe("DELETE_COMPLETE");
    expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket })))).toMatchObject({
      code: "NoSuchBucketPolicy",
    });
  });

  it("move a policy with its property to another bucket", async () => {
    const [from, to] = [(await bucket({})).values.Ref ?? "", (await bucket({})).values.Ref ?? ""];
    const statement = { Effect: "Deny", Principal: "*", Action: "s3:PutObject" };
    const policy = (Bucket: string): object => ({
      Bucket,
      PolicyDocument: { Version: "2012-10-17", Statement: [{ ...statement, Resource: `arn:aws:s3:::${Bucket}/*` }] },
    });
    const moved = await (await bucketPolicy(policy(from))).update(policy(to));
    expect([moved.status, moved.values.Ref]).toEqual(["UPDATE_COMPLETE", to]);
    expect(await refusal(s3.send(new GetBucketPolicyCommand({ Bucket: from })))).toMatchObject({
      code: "NoSuchBucketPolicy",
    });
  });

  it("do not become public by a policy where that is blocked", async () => {
    const Bucket = (await bucket({ BucketName: "stays-private" })).values.Ref ?? "";
    const PolicyDocument = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: `arn:aws:s3:::${Bucket}/*` }],
    };
    expect((await bucketPolicy({ Bucket, PolicyDocument })).failure).toMatch(
      /^API: s3:PutBucketPolicy .*BlockPublicPolicy/,
    );
  });
});

const CONFIGURED = {
  VersioningConfiguration: { Status: "Enabled" },
  BucketEncryption: {
    ServerSideEncryptionConfiguration: [
      {
        ServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
        BucketKeyEnabled: true,
        BlockedEncryptionTypes: { EncryptionType: ["NONE"] },
      },
    ],
  },
  LifecycleConfiguration: {
    TransitionDefaultMinimumObjectSize: "varies_by_storage_class",
    Rules: [
      { Id: "abort", Status: "Enabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
      {
        Id: "move",
        Status: "Enabled",
        Prefix: "logs/",
        TagFilters: [{ Key: "a", Value: "b" }],
        ObjectSizeGreaterThan: "1024",
        ExpirationInDays: 150,
        Transition: { StorageClass: "Glacier", TransitionInDays: 30 },
        Transitions: [{ StorageClass: "DEEP_ARCHIVE", TransitionInDays: 120 }],
        NoncurrentVersionTransitions: [
          { StorageClass: "STANDARD_IA", TransitionInDays: 31, NewerNoncurrentVersions: 2 },
        ],
        NoncurrentVersionExpiration: { NoncurrentDays: 365, NewerNoncurrentVersions: 3 },
      },
      { Id: "one", Status: "Disabled", TagFilters: [{ Key: "t", Value: "u" }], NoncurrentVersionExpirationInDays: 5 },
      { Id: "dated", Status: "Enabled", Prefix: "old/", ExpirationDate: "2031-01-01T00:00:00.000Z" },
      { Id: "markers", Status: "Enabled", Prefix: "gone/", ExpiredObjectDeleteMarker: true },
    ],
  },
  CorsConfiguration: {
    CorsRules: [
      {
        Id: "web",
        AllowedHeaders: ["*"],
        AllowedMethods: ["GET", "PUT"],
        AllowedOrigins: ["https://example.com"],
        ExposedHeaders: ["ETag"],
        MaxAge: "60",
      },
    ],
  },
  Tags: [{ Key: "k", Value: "v" }],
};
