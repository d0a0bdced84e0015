import { GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials, startTestEmulator } from "../../../../support/emulator.ts";
import { type SigV2Request, sigV2, sigV2StringToSign } from "../../../../support/sigv2-by-hand.ts";
import { allow, iamOf, makeUser, sdkCredentials, stsOf } from "../../iam/identities.ts";
import { makeBucket, type RawAnswer, s3Of, sendAnonymous } from "../world.ts";
import { errorOf, sendWithHeader } from "./by-hand.ts";

/** What is signed with Signature Version 2 and sent. */
interface Attempt {
  readonly method?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly host?: string;
  readonly credentials?: SdkCredentials;
  /** What is signed, where it is not what is sent. */
  readonly signed?: Partial<SigV2Request>;
  readonly date?: string;
  readonly expires?: string;
  readonly afterHeaders?: Readonly<Record<string, string>>;
}

const amzOf = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith("x-amz-")));

describe("Signature Version 2", () => {
  let emulator: Emulator;
  let root: SdkCredentials;
  let session: SdkCredentials;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    root = clientConfig(emulator).credentials;
    await makeBucket(s3Of(emulator), "old");
    await sendWithHeader(emulator, { method: "PUT", path: "/old/k", body: "x" });
    const user = await makeUser(iamOf(emulator), "old-user", [allow("s3:*")]);
    const { Credentials } = await stsOf(emulator, user).send(new GetSessionTokenCommand({ DurationSeconds: 3600 }));
    session = sdkCredentials(Credentials);
  });
  afterAll(() => emulator.close());

  function subject(attempt: Attempt, date: string, headers: Readonly<Record<string, string>>): SigV2Request {
    const { method = "GET", path, signed } = attempt;
    return {
      method,
      resource: path,
      date: headers["x-amz-date"] === undefined ? date : "",
      contentMd5: headers["content-md5"] ?? "",
      contentType: headers["content-type"] ?? "",
      amzHeaders: amzOf(headers),
      ...signed,
    };
  }

  async function byHeader(attempt: Attempt, target = emulator): Promise<RawAnswer & { readonly toSign: string }> {
    const { credentials = root, date = target.now().toUTCString() } = attempt;
    const token = credentials.sessionToken === undefined ? {} : { "x-amz-security-token": credentials.sessionToken };
    const headers = { ...attempt.headers, ...token };
    const request = subject(attempt, date, headers);
    const authorization = `AWS ${credentials.accessKeyId}:${sigV2(request, credentials)}`;
    const all = { ...(date === "" ? {} : { date }), ...headers, authorization, ...attempt.afterHeaders };
    const answer = await sendAnonymous(target, { ...attempt, headers: all });
    return { ...answer, toSign: sigV2StringToSign(request) };
  }

  async function byQuery(attempt: Attempt, target = emulator): Promise<RawAnswer & { readonly toSign: string }> {
    const { credentials = root, query = {}, headers = {} } = attempt;
    const expires = attempt.expires ?? String(Math.floor(target.now().getTime() / 1000) + 300);
    const carried: Record<string, string> = {
      ...query,
      ...(credentials.sessionToken === undefined ? {} : { "x-amz-security-token": credentials.sessionToken }),
    };
    const request = subject(attempt, expires, { ...carried, ...headers });
    const Signature = sigV2(request, credentials);
    const all = { ...carried, AWSAccessKeyId: credentials.accessKeyId, Expires: expires, Signature };
    const answer = await sendAnonymous(target, {
      ...attempt,
      query: all,
      headers: { ...headers, ...attempt.afterHeaders },
    });
    return { ...answer, toSign: sigV2StringToSign(request) };
  }

  const mismatch = (toSign: string): object => ({
    status: 403,
    Code: "SignatureDoesNotMatch",
    Message:
      "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    AWSAccessKeyId: root.accessKeyId,
    StringToSign: toSign,
    SignatureProvided: expect.any(String),
    StringToSignBytes: [...Buffer.from(toSign)].map((byte) => byte.toString(16).padStart(2, "0")).join(" "),
  });

  describe.each([
    ["in the header", byHeader],
    ["in the query", byQuery],
  ] as const)("%s", (_place, send) => {
    it("is taken over the path", async () => {
      expect((await send({ path: "/old/k" })).body).toBe("x");
      expect((await send({ path: "/old/%C3%A9%20b", method: "PUT", body: "y" })).status).toBe(200);
      expect((await send({ path: "/old/%C3%A9%20b" })).body).toBe("y");
    });

    it("is taken over the bucket that the host names", async () => {
      for (const host of [
        "old.s3-ap-northeast-1.amazonaws.com",
        "old.s3.ap-northeast-1.amazonaws.com",
        "old.localhost",
      ]) {
        const answer = await send({ path: "/k", host, signed: { resource: "/old/k" } });
        expect([host, answer.status, answer.body]).toEqual([host, 200, "x"]);
      }
      const answer = await send({ path: "/k", host: "old.s3.amazonaws.com" });
      expect(errorOf(answer)).toMatchObject({ status: 403, Code: "SignatureDoesNotMatch" });
    });

    it("is taken with a session's token", async () => {
      expect((await send({ path: "/old/k", credentials: session })).body).toBe("x");
      const { sessionToken: _token, ...bare } = session;
      expect(errorOf(await send({ path: "/old/k", credentials: bare }))).toMatchObject({
        status: 403,
        Code: "InvalidAccessKeyId",
        AWSAccessKeyId: session.accessKeyId,
      });
      const nonsense = { ...session, sessionToken: "nonsense" };
      expect(errorOf(await send({ path: "/old/k", credentials: nonsense }))).toMatchObject({
        status: 400,
        Code: "InvalidToken",
        "Token-0": "nonsense",
      });
    });

    it("covers subresources, and no other parameter", async () => {
      const acl = await send({ path: "/old", query: { acl: "" }, signed: { resource: "/old?acl" } });
      expect([acl.status, acl.body.includes("AccessControlPolicy")]).toEqual([200, true]);
      const unsigned = await send({ path: "/old", query: { acl: "" } });
      expect(errorOf(unsigned)).toMatchObject({ status: 403, Code: "SignatureDoesNotMatch" });
      expect((await send({ path: "/old", query: { "list-type": "2", prefix: "k" } })).status).toBe(200);
    });

    it("covers what replaces headers of the answer, undecoded", async () => {
      const query = { "response-content-type": "text/html; a=b", "response-cache-control": "no-store" };
      const resource = "/old/k?response-cache-control=no-store&response-content-type=text/html; a=b";
      const answer = await send({ path: "/old/k", query, signed: { resource } });
      expect([answer.status, answer.headers["content-type"]]).toEqual([200, "text/html; a=b"]);
    });

    it("is shown beside what was signed here, where it is wrong", async () => {
      const credentials = { ...root, secretAccessKey: "x".repeat(40) };
      const answer = await send({ path: "/old/k", credentials });
      expect(errorOf(answer)).toEqual(mismatch(answer.toSign));
    });

    it("is refused for a key that is unknown before it is checked", async () => {
      const credentials = { accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey: "x" };
      expect(errorOf(await send({ path: "/old/k", credentials }))).toMatchObject({ Code: "InvalidAccessKeyId" });
    });

    it("does not cover headers that are added, and so does not hold", async () => {
      const answer = await send({
        path: "/old/k",
        method: "PUT",
        body: "z",
        afterHeaders: { "x-amz-acl": "public-read" },
      });
      expect(errorOf(answer)).toMatchObject({ status: 403, Code: "SignatureDoesNotMatch" });
      const typed = await send({ path: "/old/k", method: "PUT", body: "z", afterHeaders: { "content-type": "a/b" } });
      expect(errorOf(typed)).toMatchObject({ status: 403, Code: "SignatureDoesNotMatch" });
      expect((await send({ path: "/old/k" })).body).toBe("x");
    });

    it("takes headers that it covers", async () => {
      const headers = { "content-type": "text/css", "x-amz-meta-colour": "blue" };
      expect((await send({ path: "/old/with", method: "PUT", body: "z", headers })).status).toBe(200);
      const { headers: kept } = await send({ path: "/old/with" });
      expect([kept["content-type"], kept["x-amz-meta-colour"]]).toEqual(["text/css", "blue"]);
    });

    it("compares the payload's hash where one is sent, whatever it is", async () => {
      const headers = { "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" };
      const answer = await send({ path: "/old/k", method: "PUT", body: "z", headers });
      expect(errorOf(answer)).toMatchObject({
        status: 400,
        Code: "XAmzContentSHA256Mismatch",
        ClientComputedContentSHA256: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
      });
    });

    it("is not taken for objects that KMS encrypts", async () => {
      const headers = { "x-amz-server-side-encryption": "aws:kms" };
      const answer = await send({ path: "/old/k", method: "PUT", body: "z", headers });
      expect(errorOf(answer)).toMatchObject({
        status: 400,
        Code: "InvalidArgument",
        Message:
          "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
      });
    });

    it("is not taken in regions that are younger than it", async () => {
      const own = await startTestEmulator({ region: "eu-central-1" });
      const credentials = clientConfig(own).credentials;
      expect(errorOf(await send({ path: "/old/k", credentials }, own))).toEqual({
        status: 400,
        Code: "InvalidRequest",
        Message: "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
      });
      await own.close();
    });
  });

  it("in the header needs a date, in x-amz-date or Date, of the last quarter of an hour", async () => {
    expect(errorOf(await byHeader({ path: "/old/k", date: "" }))).toEqual({
      status: 403,
      Code: "AccessDenied",
      Message: "AWS authentication requires a valid Date or x-amz-date header",
    });
    const headers = { "x-amz-date": emulator.now().toUTCString() };
    expect((await byHeader({ path: "/old/k", headers, date: "" })).status).toBe(200);
    const old = new Date(emulator.now().getTime() - 16 * 60_000).toUTCString();
    expect(errorOf(await byHeader({ path: "/old/k", date: old }))).toMatchObject({
      status: 403,
      Code: "RequestTimeTooSkewed",
    });
  });

  it("in the header is malformed without a signature", async () => {
    for (const authorization of ["AWS AKIAAAAAAAAAAAAAAAAA", "AWS :abc", "AWS a:b c"]) {
      expect(errorOf(await sendAnonymous(emulator, { path: "/old/k", headers: { authorization } }))).toMatchObject({
        status: 400,
        Code: "InvalidArgument",
        Message: "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature",
      });
    }
  });

  it("in the query needs all three of its parameters", async () => {
    const all = { AWSAccessKeyId: "AKIAAAAAAAAAAAAAAAAA", Signature: "abc", Expires: "1" };
    for (const name of ["AWSAccessKeyId", "Signature", "Expires"] as const) {
      const { [name]: _without, ...query } = all;
      expect(errorOf(await sendAnonymous(emulator, { path: "/old/k", query }))).toEqual({
        status: 403,
        Code: "AccessDenied",
        Message: "Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters",
      });
    }
  });

  it("in the query ends when it says, by the emulator's clock", async () => {
    const own = await startTestEmulator();
    await makeBucket(s3Of(own), "old");
    const credentials = clientConfig(own).credentials;
    const expires = String(Math.floor(own.now().getTime() / 1000) + 60);
    const ask = (): Promise<RawAnswer> =>
      byQuery({ path: "/old", query: { "list-type": "2" }, expires, credentials }, own);
    expect((await ask()).status).toBe(200);
    own.advanceClock(62);
    expect(errorOf(await ask())).toEqual({
      status: 403,
      Code: "AccessDenied",
      Message: "Request has expired",
      Expires: new Date(Number(expires) * 1000).toISOString().replace(".000", ""),
      ServerTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    });
    await own.close();
  });

  it.each(["soon", "-1", "99999999999999"])("in the query does not take `%s` for a time", async (expires) => {
    expect(errorOf(await byQuery({ path: "/old/k", expires }))).toMatchObject({
      status: 403,
      Code: "AccessDenied",
      Message: `Invalid date (should be seconds since epoch): ${expires}`,
    });
  });

  it("in the query carries metadata and the type, which a header may repeat but not change", async () => {
    const put = { path: "/old/c", method: "PUT", body: "z" };
    const query = { "x-amz-meta-colour": "blue", "content-type": "text/css" };
    const amzHeaders = { "x-amz-meta-colour": "blue" };
    const signed = { amzHeaders, contentType: "text/css" };
    expect((await byQuery({ ...put, query, signed })).status).toBe(200);
    const { headers } = await byHeader({ path: "/old/c" });
    expect([headers["content-type"], headers["x-amz-meta-colour"]]).toEqual(["text/css", "blue"]);
    const typed = (type: string) => byQuery({ ...put, query, signed, afterHeaders: { "content-type": type } });
    expect((await typed("text/css")).status).toBe(200);
    expect(errorOf(await typed("text/html"))).toMatchObject({ status: 403, Code: "SignatureDoesNotMatch" });
    const twice = byQuery({ ...put, query, signed, afterHeaders: { "x-amz-meta-colour": "blue" } });
    expect(errorOf(await twice)).toMatchObject({ status: 403, Code: "SignatureDoesNotMatch" });
  });
});
