import {
  type CORSRule,
  DeleteBucketCorsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketCorsCommand,
  GetObjectCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { refusal, startTestEmulator } from "../../../../support/emulator.ts";
import { allow, iamOf, makeUser, policyDocument } from "../../iam/identities.ts";
import { element, makeBucket, type RawAnswer, refusedWith, s3Of, sendAnonymous, sendSigned } from "../world.ts";

const Bucket = "cors";
const ORIGIN = "https://localhost:4200";
const VARY = "Origin, Access-Control-Request-Headers, Access-Control-Request-Method";
const NO_RULE =
  "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

/** The headers of an answer that speak of CORS. */
function corsOf({ headers }: RawAnswer): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name === "vary" || name.startsWith("access-control-")),
  );
}

describe("CORS", () => {
  let emulator: Emulator;
  let s3: S3Client;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    await makeBucket(s3, Bucket);
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    const Policy = policyDocument({ ...allow("s3:GetObject", `arn:aws:s3:::${Bucket}/key`), Principal: "*" });
    await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
    await s3.send(new PutObjectCommand({ Bucket, Key: "key", Body: "test-cors" }));
  });
  afterAll(() => emulator.close());

  const put = (...CORSRules: CORSRule[]): Promise<unknown> =>
    s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } }));
  const preflight = (headers: Record<string, string>, path = `/${Bucket}/key`): Promise<RawAnswer> =>
    sendAnonymous(emulator, { method: "OPTIONS", path, headers });
  const get = (headers: Record<string, string>, path = `/${Bucket}/key`): Promise<RawAnswer> =>
    sendAnonymous(emulator, { path, headers });

  it("rules are put, shown as they were put, and deleted", async () => {
    const rules: CORSRule[] = [
      {
        ID: "one",
        AllowedHeaders: ["x-AMZ-server-SIDE-encryption"],
        AllowedMethods: ["GET", "PUT", "HEAD"],
        AllowedOrigins: ["https://test.com", "http://*.test.com:80"],
        ExposeHeaders: ["ETag"],
        MaxAgeSeconds: 3000,
      },
      { AllowedMethods: ["GET"], AllowedOrigins: [""] },
    ];
    await put(...rules);
    expect((await s3.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual(rules);
    for (const _time of [1, 2]) {
      const { $metadata } = await s3.send(new DeleteBucketCorsCommand({ Bucket }));
      expect($metadata.httpStatusCode).toBe(204);
    }
    expect(await refusal(s3.send(new GetBucketCorsCommand({ Bucket })))).toEqual({
      code: "NoSuchCORSConfiguration",
      status: 404,
      message: "The CORS configuration does not exist",
    });
  });

  const rule = (more: Partial<CORSRule>): CORSRule => ({ AllowedMethods: ["GET"], AllowedOrigins: ["*"], ...more });

  it.each([
    [
      rule({ AllowedMethods: ["GET", "MYMETHOD"] }),
      "Found unsupported HTTP method in CORS config. Unsupported method is MYMETHOD",
    ],
    [rule({ AllowedOrigins: ["http://*.*"] }), 'AllowedOrigin "http://*.*" can not have more than one wildcard.'],
    [rule({ AllowedHeaders: ["*a*"] }), 'AllowedHeader "*a*" can not have more than one wildcard.'],
    [
      rule({ ExposeHeaders: ["x-*"] }),
      'ExposeHeader "x-*" contains wildcard. We currently do not support wildcard for ExposeHeader.',
    ],
  ])("rules are refused as %j", async (bad, message) => {
    expect(await refusal(put(bad))).toEqual({ code: "InvalidRequest", status: 400, message });
  });

  it("rules are at least one and at most a hundred, each with a method and an origin", async () => {
    expect(await refusal(put())).toMatchObject({ code: "MalformedXML", status: 400 });
    expect(await refusal(put(rule({ AllowedMethods: [] })))).toMatchObject({ code: "MalformedXML" });
    expect(await refusal(put(rule({ AllowedOrigins: [] })))).toMatchObject({ code: "MalformedXML" });
    await put(...Array.from({ length: 100 }, () => rule({})));
    expect(await refusal(put(...Array.from({ length: 101 }, () => rule({}))))).toMatchObject({
      code: "InvalidRequest",
    });
  });

  it("rules are put only by those who hash what they send", async () => {
    const answer = await sendSigned(emulator, {
      method: "PUT",
      path: `/${Bucket}`,
      query: { cors: "" },
      body: "<CORSConfiguration/>",
    });
    expect(refusedWith(answer)).toEqual({
      code: "InvalidRequest",
      status: 400,
      message: "Missing required header for this request: Content-MD5",
    });
  });

  it("rules need their own permissions", async () => {
    const user = s3Of(emulator, await makeUser(iamOf(emulator), "bystander"));
    const CORSConfiguration = { CORSRules: [rule({})] };
    for (const call of [
      () => user.send(new GetBucketCorsCommand({ Bucket })),
      () => user.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration })),
      () => user.send(new DeleteBucketCorsCommand({ Bucket })),
    ]) {
      expect(await refusal(call())).toMatchObject({ code: "AccessDenied", status: 403 });
    }
  });

  describe("preflights", () => {
    it("are refused without an origin, a bucket, or rules", async () => {
      await s3.send(new DeleteBucketCorsCommand({ Bucket }));
      expect(refusedWith(await preflight({ referer: ORIGIN }))).toEqual({
        code: "BadRequest",
        status: 400,
        message: "Insufficient information. Origin request header needed.",
      });
      for (const [path, message] of [
        [`/${Bucket}/key`, "CORSResponse: CORS is not enabled for this bucket."],
        ["/no-such-bucket/key", "CORSResponse: Bucket not found"],
      ] as const) {
        const answer = await preflight({ origin: ORIGIN }, path);
        expect(refusedWith(answer)).toEqual({ code: "AccessForbidden", status: 403, message });
        expect([element(answer.body, "Method"), element(answer.body, "ResourceType")]).toEqual(["OPTIONS", "BUCKET"]);
      }
    });

    it("are told what the first rule that fits allows", async () => {
      await put(rule({ AllowedOrigins: [ORIGIN], AllowedMethods: ["GET", "PUT"], MaxAgeSeconds: 3000 }));
      const answer = await preflight({ origin: ORIGIN, "access-control-request-method": "PUT" });
      expect([answer.status, answer.body]).toEqual([200, ""]);
      expect(corsOf(answer)).toEqual({
        "access-control-allow-origin": ORIGIN,
        "access-control-allow-methods": "GET, PUT",
        "access-control-allow-credentials": "true",
        "access-control-max-age": "3000",
        vary: VARY,
      });
    });

    it("are told of every origin, and of no credentials, where all origins are allowed", async () => {
      await put(rule({ ExposeHeaders: ["x-amz-id-2", "x-amz-request-id"] }));
      const answer = await preflight({ origin: "http://random:1234", "access-control-request-method": "GET" });
      expect(corsOf(answer)).toEqual({
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "GET",
        "access-control-expose-headers": "x-amz-id-2, x-amz-request-id",
        vary: VARY,
      });
    });

    it("are refused where no rule has the origin, the method or a header", async () => {
      await put(rule({ AllowedOrigins: ["https://*.example"], AllowedHeaders: ["x-amz-meta-*", "X-Amz-ACL"] }));
      const asked = (more: Record<string, string>): Promise<RawAnswer> =>
        preflight({ origin: "https://a.example", "access-control-request-method": "GET", ...more });
      const fitting = await asked({ "access-control-request-headers": "X-Amz-Meta-One,  x-amz-acl" });
      expect(corsOf(fitting)["access-control-allow-headers"]).toBe("x-amz-meta-one, x-amz-acl");
      expect(corsOf(fitting)["access-control-allow-origin"]).toBe("https://a.example");
      for (const more of [
        { origin: "http://a.example" },
        { origin: "https://.exampl" },
        { "access-control-request-method": "PUT" },
        { "access-control-request-headers": "x-amz-acl, x-other" },
      ]) {
        const answer = await asked(more);
        expect(refusedWith(answer)).toEqual({ code: "AccessForbidden", status: 403, message: NO_RULE });
        expect(element(answer.body, "ResourceType")).toBe("OBJECT");
      }
    });

    it("name a method", async () => {
      await put(rule({}));
      expect(refusedWith(await preflight({ origin: ORIGIN }))).toEqual({
        code: "BadRequest",
        status: 400,
        message: "Invalid Access-Control-Request-Method: null",
      });
    });

    it("are not asked who sends them, though they carry the signature of what is to follow", async () => {
      await put(rule({ AllowedMethods: ["PUT"] }));
      const answer = await sendAnonymous(emulator, {
        method: "OPTIONS",
        path: `/${Bucket}/key`,
        query: { uploadId: "u", "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Signature": "0".repeat(64) },
        headers: { origin: ORIGIN, "access-control-request-method": "PUT" },
      });
      expect(answer.status).toBe(200);
    });
  });

  describe("answers", () => {
    beforeAll(() => put(rule({ AllowedOrigins: [ORIGIN], AllowedHeaders: ["x-amz-acl"] })));
    const TOLD = {
      "access-control-allow-origin": ORIGIN,
      "access-control-allow-methods": "GET",
      "access-control-allow-credentials": "true",
      vary: VARY,
    };

    it("say that the page may read them", async () => {
      const answer = await get({ origin: ORIGIN, "x-amz-request-payer": "requester" });
      expect([answer.status, answer.body, corsOf(answer)]).toEqual([200, "test-cors", TOLD]);
    });

    it("say so of refusals too", async () => {
      const denied = await get({ origin: ORIGIN }, `/${Bucket}/secret`);
      expect([denied.status, corsOf(denied)]).toEqual([403, TOLD]);
      const unsigned = await get({ origin: ORIGIN, authorization: "AWS4-HMAC-SHA256 nonsense" });
      expect([unsigned.status, corsOf(unsigned)]).toEqual([400, TOLD]);
    });

    it.each([
      [{}],
      [{ origin: "http://localhost:4200" }],
      [{ origin: ORIGIN, "access-control-request-method": "PUT" }],
      [{ origin: ORIGIN, "access-control-request-headers": "x-amz-request-payer" }],
    ])("are given without a word of it for %j", async (headers) => {
      const answer = await get(headers as Record<string, string>);
      expect([answer.status, corsOf(answer)]).toEqual([200, {}]);
    });

    it("are given without a word of it where the address cannot be read", async () => {
      const answer = await get({ origin: ORIGIN }, "/%zz/key");
      expect([answer.status, corsOf(answer)]).toEqual([400, {}]);
    });
  });

  it("leaves AWS's SDK alone", async () => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "key" }));
    expect(await Body?.transformToString()).toBe("test-cors");
  });
});
