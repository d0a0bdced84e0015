import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials, startTestEmulator } from "../../../../support/emulator.ts";
import { basicIso, sha256, signHeaders } from "../../../../support/sigv4-by-hand.ts";
import { makeBucket, s3Of, sendAnonymous } from "../world.ts";
import { type Attempt, errorOf, sendWithHeader } from "./by-hand.ts";

const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
const PAYLOADS =
  "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD, STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER or a valid sha256 value.";

const hexOf = (text: string): string =>
  [...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, "0")).join(" ");

describe("signatures in the header", () => {
  let emulator: Emulator;
  let root: SdkCredentials;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    root = clientConfig(emulator).credentials;
    await makeBucket(s3Of(emulator), "signed");
    await sendWithHeader(emulator, { method: "PUT", path: "/signed/k", body: "x" });
  });
  afterAll(() => emulator.close());

  const get = (attempt: Partial<Attempt> = {}) => sendWithHeader(emulator, { path: "/signed/k", ...attempt });
  const malformed = (text: string, more: object = {}): object => ({
    status: 400,
    Code: "AuthorizationHeaderMalformed",
    Message: `The authorization header is malformed; ${text}`,
    ...more,
  });

  it("are taken where they are right, with other headers that are not signed", async () => {
    expect((await get()).status).toBe(200);
    expect((await get({ after: { "x-unrelated": "1", "content-language": "en" } })).status).toBe(200);
  });

  it("are taken over the path as it is: with double slashes, dots, escapes and characters beyond ASCII", async () => {
    for (const key of ["a//b", "a/../b", "./.", "%252F", "a%20b%2Bc", "%C3%A9", "%F0%9F%98%80", "a'(b)*!"]) {
      const encodedKey = key.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
      const put = await sendWithHeader(emulator, { method: "PUT", path: `/signed/${encodedKey}`, body: key });
      expect([key, put.status]).toEqual([key, 200]);
      expect((await get({ path: `/signed/${encodedKey}` })).body).toBe(key);
    }
  });

  it("are shown beside what was signed here, where they are wrong", async () => {
    const answer = await get({
      credentials: { ...root, secretAccessKey: "x".repeat(40) },
      query: { "response-content-type": "text/html", b: "<&" },
    });
    const { signature, stringToSign, canonicalRequest } = answer.signed;
    expect(errorOf(answer)).toEqual({
      status: 403,
      Code: "SignatureDoesNotMatch",
      Message: MISMATCH,
      AWSAccessKeyId: root.accessKeyId,
      StringToSign: stringToSign,
      SignatureProvided: signature,
      StringToSignBytes: hexOf(stringToSign),
      CanonicalRequest: canonicalRequest,
      CanonicalRequestBytes: hexOf(canonicalRequest),
    });
  });

  it("are wrong after anything that they cover was changed", async () => {
    const changes: Partial<Attempt>[] = [
      { after: { "x-amz-date": basicIso(new Date(emulator.now().getTime() + 1000)) } },
      { after: { "x-amz-content-sha256": sha256("y") } },
      { after: { range: "bytes=1-" }, headers: { range: "bytes=0-" } },
      { after: { "x-amz-checksum-mode": undefined }, headers: { "x-amz-checksum-mode": "ENABLED" } },
    ];
    for (const change of changes) {
      expect(errorOf(await get(change))).toMatchObject({ status: 403, Code: "SignatureDoesNotMatch" });
    }
  });

  it("are malformed for another region, which is told, also where the service is wrong too", async () => {
    const expected = malformed("the region 'eu-west-1' is wrong; expecting 'ap-northeast-1'", {
      Region: "ap-northeast-1",
    });
    expect(errorOf(await get({ region: "eu-west-1" }))).toEqual(expected);
    expect(errorOf(await get({ region: "eu-west-1", service: "s3x", host: "s3.amazonaws.com" }))).toEqual(expected);
  });

  it("are malformed for another service", async () => {
    expect(errorOf(await get({ service: "sts", host: "s3.ap-northeast-1.amazonaws.com" }))).toEqual(
      malformed('incorrect service "sts". This endpoint belongs to "s3".'),
    );
  });

  it("are malformed where the scope is of another day", async () => {
    const today = basicIso(emulator.now()).slice(0, 8);
    expect(errorOf(await get({ scopeDate: "20200101" }))).toEqual(
      malformed(`Invalid credential date "20200101". This date is not the same as X-Amz-Date: "${today}".`),
    );
  });

  it("are refused by InvalidAccessKeyId for a key of any length", async () => {
    const credentials = { accessKeyId: "A".repeat(5000), secretAccessKey: "x" };
    expect(errorOf(await get({ credentials }))).toMatchObject({ status: 403, Code: "InvalidAccessKeyId" });
  });

  it("are too old or too early by more than a quarter of an hour", async () => {
    for (const minutes of [-16, 16]) {
      const at = new Date(emulator.now().getTime() + minutes * 60_000);
      const error = errorOf(await get({ at }));
      expect(error).toEqual({
        status: 403,
        Code: "RequestTimeTooSkewed",
        Message: "The difference between the request time and the current time is too large.",
        RequestTime: basicIso(at),
        ServerTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        MaxAllowedSkewMilliseconds: "900000",
      });
      expect((await get({ at: new Date(emulator.now().getTime() + Math.sign(minutes) * 14 * 60_000) })).status).toBe(
        200,
      );
    }
  });

  it("are too old before they are wrong", async () => {
    const at = new Date(emulator.now().getTime() - 16 * 60_000);
    const credentials = { ...root, secretAccessKey: "x".repeat(40) };
    expect(errorOf(await get({ at, credentials }))).toMatchObject({ Code: "RequestTimeTooSkewed" });
  });

  it.each([
    ["without a date", undefined],
    ["with a date that is none", "yesterday"],
    ["with a day that is none", "20260231T000000Z"],
  ])("are refused %s", async (_how, date) => {
    const answer = await get({ after: { "x-amz-date": date } });
    expect(errorOf(answer)).toEqual({
      status: 403,
      Code: "AccessDenied",
      Message: "AWS authentication requires a valid Date or x-amz-date header",
    });
  });

  it("must cover every x-amz header", async () => {
    expect(errorOf(await get({ after: { "x-amz-meta-a": "b", "x-amz-acl": "public-read" } }))).toEqual({
      status: 403,
      Code: "AccessDenied",
      Message: "There were headers present in the request which were not signed",
      HeadersNotSigned: "x-amz-acl, x-amz-meta-a",
    });
  });

  it.each(["GET", "HEAD", "PUT"])("need the payload's hash on %s", async (method) => {
    const answer = await get({ method, after: { "x-amz-content-sha256": undefined } });
    if (method === "HEAD") expect([answer.status, answer.body]).toEqual([400, ""]);
    else {
      expect(errorOf(answer)).toEqual({
        status: 400,
        Code: "InvalidRequest",
        Message: "Missing required header for this request: x-amz-content-sha256",
      });
    }
  });

  it.each(["unsigned-payload", "STREAMING-UNSIGNED-PAYLOAD", "abc", `${"0".repeat(63)}g`, ""])(
    "do not take `%s` for a payload's hash",
    async (payloadHash) => {
      expect(errorOf(await get({ payloadHash }))).toMatchObject({
        status: 400,
        Code: "InvalidArgument",
        Message: PAYLOADS,
        ArgumentName: "x-amz-content-sha256",
        ArgumentValue: payloadHash,
      });
    },
  );

  it("take a hash in capitals, and an unsigned payload", async () => {
    for (const payloadHash of [sha256("body").toUpperCase(), "UNSIGNED-PAYLOAD"]) {
      const put = await sendWithHeader(emulator, { method: "PUT", path: "/signed/hash", body: "body", payloadHash });
      expect(put.status).toBe(200);
    }
  });

  it("do not take a body of another hash, and keep what was there", async () => {
    const put = { method: "PUT", path: "/signed/k", body: "y", payloadHash: sha256("z") };
    expect(errorOf(await sendWithHeader(emulator, put))).toEqual({
      status: 400,
      Code: "XAmzContentSHA256Mismatch",
      Message: "The provided 'x-amz-content-sha256' header does not match what was computed.",
      ClientComputedContentSHA256: sha256("z"),
      S3ComputedContentSHA256: sha256("y"),
    });
    expect((await get()).body).toBe("x");
  });

  it("with keys of elliptic curves are not verified here, which is said", async () => {
    const payloadHash = "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD";
    expect(errorOf(await get({ payloadHash }))).toMatchObject({ status: 501, Code: "NotImplemented" });
  });

  it.each([
    ["a scheme that it does not know", "Bearer abc=", "InvalidArgument", "Unsupported Authorization Type"],
    [
      "a credential of four parts",
      "Credential=a/b/s3/aws4_request, SignedHeaders=host, Signature=0",
      "AuthorizationHeaderMalformed",
      /mal-formed/,
    ],
    [
      "another terminator",
      "Credential=a/b/c/s3/aws5_request, SignedHeaders=host, Signature=0",
      "AuthorizationHeaderMalformed",
      /mal-formed/,
    ],
    [
      "no signature",
      "Credential=a/20260101/r/s3/aws4_request, SignedHeaders=host",
      "AuthorizationHeaderMalformed",
      /three/,
    ],
    ["no headers", "Credential=a/20260101/r/s3/aws4_request, Signature=0", "AuthorizationHeaderMalformed", /three/],
    ["nothing", "", "AuthorizationHeaderMalformed", /malformed/],
    ["two credentials", "Credential=a/b/c/s3/aws4_request, Credential=b", "AuthorizationHeaderMalformed", /malformed/],
  ])("are malformed with %s", async (_what, text, code, message) => {
    const authorization = text.startsWith("Credential") ? `AWS4-HMAC-SHA256 ${text}` : text;
    const headers = { authorization, "x-amz-date": basicIso(emulator.now()) };
    expect(errorOf(await sendAnonymous(emulator, { path: "/signed/k", headers }))).toMatchObject({
      status: 400,
      Code: code,
      Message: expect.stringMatching(message),
    });
  });

  it("must cover the host", async () => {
    const request = { method: "GET", path: "/signed/k", headers: {}, payloadHash: "UNSIGNED-PAYLOAD" };
    const { headers } = signHeaders(request, { credentials: root, region: emulator.region, at: emulator.now() });
    expect(errorOf(await sendAnonymous(emulator, { path: "/signed/k", headers }))).toEqual({
      status: 403,
      Code: "AccessDenied",
      Message: "There were headers present in the request which were not signed",
      HeadersNotSigned: "host",
    });
  });

  it.each([
    ["a presigned URL", { "X-Amz-Algorithm": "AWS4-HMAC-SHA256" }],
    ["half a presigned URL", { "X-Amz-Signature": "0".repeat(64) }],
    ["a URL presigned with Signature Version 2", { Signature: "0" }],
  ])("are not taken together with %s", async (_what, query) => {
    expect(errorOf(await get({ query: query as unknown as Record<string, string> }))).toEqual({
      status: 400,
      Code: "InvalidArgument",
      Message:
        "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified",
      ArgumentName: "Authorization",
    });
  });

  it("that are not there leave a request anonymous, which nothing here allows", async () => {
    expect(errorOf(await sendAnonymous(emulator, { path: "/signed/k" }))).toEqual({
      status: 403,
      Code: "AccessDenied",
      Message: "Access Denied",
    });
  });

  it.each([
    ["SigV2", { authorization: "AWS AKIAAAAAAAAAAAAAAAAA:signature" }, {}, "InvalidAccessKeyId"],
    ["half a presigned URL", {}, { "X-Amz-Signature": "0".repeat(64) }, "AuthorizationQueryParametersError"],
    ["half a URL presigned with SigV2", {}, { AWSAccessKeyId: "AKIAAAAAAAAAAAAAAAAA" }, "AccessDenied"],
  ])("are not taken for missing where there is %s", async (_what, headers, query, code) => {
    const answer = await sendAnonymous(emulator, {
      path: "/signed/k",
      headers: headers as Record<string, string>,
      query: query as unknown as Record<string, string>,
    });
    expect(errorOf(answer).Code).toBe(code);
  });
});
