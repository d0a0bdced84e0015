import {
  DeleteBucketEncryptionCommand,
  DeletePublicAccessBlockCommand,
  GetBucketAccelerateConfigurationCommand,
  GetBucketEncryptionCommand,
  GetBucketLoggingCommand,
  GetBucketPolicyStatusCommand,
  GetBucketRequestPaymentCommand,
  GetBucketWebsiteCommand,
  PutBucketEncryptionCommand,
  PutBucketPolicyCommand,
  type S3Client,
  type ServerSideEncryptionRule,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeUser, policyDocument } from "../iam/identities.ts";
import { element, makeBucket, refusedWith, s3Of, sendSigned } from "./world.ts";

const Bucket = "defaults";
const CUSTOMER_KEY = { "x-amz-server-side-encryption-customer-algorithm": "AES256" };

describe("what a bucket says of itself", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
  });
  afterAll(() => emulator.close());

  describe("the encryption of new objects", () => {
    const get = async (): Promise<ServerSideEncryptionRule[] | undefined> =>
      (await s3.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules;
    const put = (...Rules: ServerSideEncryptionRule[]): Promise<unknown> =>
      s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
    const DEFAULT = {
      ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" },
      BucketKeyEnabled: false,
      BlockedEncryptionTypes: { EncryptionType: ["SSE-C"] },
    } as const;
    const withCustomerKey = (): ReturnType<typeof sendSigned> =>
      sendSigned(emulator, { method: "PUT", path: `/${Bucket}/key`, headers: CUSTOMER_KEY });

    it("is S3's own unless something else is put, and again when that is deleted", async () => {
      expect(await get()).toEqual([DEFAULT]);
      await put({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" }, BucketKeyEnabled: true });
      expect(await get()).toEqual([{ ...DEFAULT, BucketKeyEnabled: true }]);
      const { $metadata } = await s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
      expect([$metadata.httpStatusCode, await get()]).toEqual([204, [DEFAULT]]);
    });

    it("takes no customer keys, and none either where the owner would allow them, but says why", async () => {
      expect(refusedWith(await withCustomerKey())).toMatchObject({ code: "AccessDenied", status: 403 });
      await put({ BlockedEncryptionTypes: { EncryptionType: ["NONE"] } });
      const answer = await withCustomerKey();
      expect(refusedWith(answer)).toMatchObject({ code: "NotImplemented", status: 501 });
      expect(element(answer.body, "Header")).toBe("x-amz-server-side-encryption-customer-algorithm");
    });

    it("is not KMS's, for there is none", async () => {
      expect(await refusal(put({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms" } }))).toMatchObject({
        code: "NotImplemented",
        status: 501,
      });
    });

    it("has one rule, and no KMS key where S3's own are used", async () => {
      const malformed = { code: "MalformedXML", status: 400 };
      expect(await refusal(put())).toMatchObject(malformed);
      expect(await refusal(put(DEFAULT as never, DEFAULT as never))).toMatchObject(malformed);
      expect(
        await refusal(put({ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "ROT13" as "AES256" } })),
      ).toMatchObject(malformed);
      const mixed = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256", KMSMasterKeyID: "k" } } as const;
      expect(await refusal(put(mixed))).toEqual({
        code: "InvalidArgument",
        status: 400,
        message: "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
      });
    });
  });

  it("tells whether its policy is public", async () => {
    const status = async (): Promise<boolean | undefined> =>
      (await s3.send(new GetBucketPolicyStatusCommand({ Bucket }))).PolicyStatus?.IsPublic;
    expect(await refusal(status())).toEqual({
      code: "NoSuchBucketPolicy",
      status: 404,
      message: "The bucket policy does not exist",
    });
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    const set = (more: object): Promise<unknown> => {
      const statement = { ...allow("s3:GetObject", `arn:aws:s3:::${Bucket}/*`), Principal: "*", ...more };
      return s3.send(new PutBucketPolicyCommand({ Bucket, Policy: policyDocument(statement) }));
    };
    await set({});
    expect(await status()).toBe(true);
    await set({ Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } });
    expect(await status()).toBe(false);
  });

  it("tells truly of what cannot be put", async () => {
    expect((await s3.send(new GetBucketRequestPaymentCommand({ Bucket }))).Payer).toBe("BucketOwner");
    expect((await s3.send(new GetBucketAccelerateConfigurationCommand({ Bucket }))).Status).toBeUndefined();
    expect((await s3.send(new GetBucketLoggingCommand({ Bucket }))).LoggingEnabled).toBeUndefined();
    expect(await refusal(s3.send(new GetBucketWebsiteCommand({ Bucket })))).toEqual({
      code: "NoSuchWebsiteConfiguration",
      status: 404,
      message: "The specified bucket does not have a website configuration",
    });
    for (const subresource of ["requestPayment", "accelerate", "logging", "website", "notification"]) {
      const answer = await sendSigned(emulator, { method: "PUT", path: `/${Bucket}`, query: { [subresource]: "" } });
      expect(refusedWith(answer)).toMatchObject({ code: "NotImplemented", status: 501 });
    }
  });

  it.each([
    ["encryption", "GET", "s3:GetEncryptionConfiguration"],
    ["encryption", "PUT", "s3:PutEncryptionConfiguration"],
    ["encryption", "DELETE", "s3:PutEncryptionConfiguration"],
    ["policyStatus", "GET", "s3:GetBucketPolicyStatus"],
    ["requestPayment", "GET", "s3:GetBucketRequestPayment"],
    ["accelerate", "GET", "s3:GetAccelerateConfiguration"],
    ["logging", "GET", "s3:GetBucketLogging"],
    ["website", "GET", "s3:GetBucketWebsite"],
  ])("needs for %s of %s %s", async (subresource, method, action) => {
    const user = await makeUser(iamOf(emulator), `no-${subresource}-${method}`);
    const answer = await sendSigned(emulator, { method, path: `/${Bucket}`, query: { [subresource]: "" } }, user);
    expect(answer.status).toBe(403);
    expect(element(answer.body, "Message")).toContain(`to perform: ${action} on`);
  });
});
