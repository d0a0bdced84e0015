import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { signWithSmithy } from "../../../wire/sigv4/smithy-signer.ts";
import { allow, iamOf, makeUser, sdkCredentials, stsOf } from "../iam/identities.ts";
import { element, makeBucket, type RawAnswer, refusedWith, s3Of, sendAnonymous, sendSigned } from "./world.ts";

describe("signatures on S3", () => {
  let emulator: Emulator;
  let s3: S3Client;
  let root: SdkCredentials;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    s3 = s3Of(emulator);
    root = clientConfig(emulator).credentials;
    await makeBucket(s3, "signed");
    await sendSigned(emulator, { method: "PUT", path: "/signed/k", body: "x" });
  });
  afterAll(() => emulator.close());

  /** A GET signed as told, with the headers then changed. */
  async function send(
    signing: Partial<{ region: string; service: string; at: Date; accessKeyId: string; secretAccessKey: string }> = {},
    change: (headers: Record<string, string>) => Record<string, string> = (headers) => headers,
  ): Promise<RawAnswer> {
    const { host } = new URL(emulator.endpoint);
    const headers = await signWithSmithy(
      { method: "GET", path: "/signed/k", query: {}, body: "", headers: { host } },
      { ...root, region: emulator.region, service: "s3", at: emulator.now(), ...signing },
    );
    return sendAnonymous(emulator, { path: "/signed/k", headers: change(headers) });
  }

  it("takes one that is right", async () => {
    expect((await send()).status).toBe(200);
    expect((await send({}, ({ ...headers }) => ({ ...headers, "x-unrelated": "1" }))).status).toBe(200);
  });

  it("shows what it signed itself where one is wrong", async () => {
    const answer = await send({ secretAccessKey: "x".repeat(40) });
    expect(refusedWith(answer)).toEqual({
      code: "SignatureDoesNotMatch",
      status: 403,
      message:
        "The request signature we calculated does not match the signature you provided. Check your key and signing method.",
    });
    expect(element(answer.body, "AWSAccessKeyId")).toBe(root.accessKeyId);
    const toSign = element(answer.body, "StringToSign") ?? "";
    expect(toSign).toMatch(/^AWS4-HMAC-SHA256\n\d{8}T\d{6}Z\n\d{8}\/ap-northeast-1\/s3\/aws4_request\n[0-9a-f]{64}$/);
    const bytes = (element(answer.body, "StringToSignBytes") ?? "").split(" ").map((hex) => Number.parseInt(hex, 16));
    expect(Buffer.from(bytes).toString()).toBe(toSign);
    expect(element(answer.body, "CanonicalRequest")).toMatch(/^GET\n\/signed\/k\n\nhost:/);
    expect(element(answer.body, "SignatureProvided")).toMatch(/^[0-9a-f]{64}$/);
  });

  it("names the region that it expects", async () => {
    const answer = await send({ region: "eu-west-1" });
    expect(refusedWith(answer)).toEqual({
      code: "AuthorizationHeaderMalformed",
      status: 400,
      message: "The authorization header is malformed; the region 'eu-west-1' is wrong; expecting 'ap-northeast-1'",
    });
    expect(element(answer.body, "Region")).toBe("ap-northeast-1");
  });

  it("does not know a key that is none of its own, whatever its length", async () => {
    const answer = await send({ accessKeyId: "AKIAAAAAAAAAAAAAAAAA" });
    expect(refusedWith(answer)).toEqual({
      code: "InvalidAccessKeyId",
      status: 403,
      message: "The AWS Access Key Id you provided does not exist in our records.",
    });
    expect(element(answer.body, "AWSAccessKeyId")).toBe("AKIAAAAAAAAAAAAAAAAA");
    expect(refusedWith(await send({ accessKeyId: "A".repeat(5000) })).code).toBe("InvalidAccessKeyId");
  });

  it("does not take an old or an early request", async () => {
    for (const minutes of [-16, 16]) {
      const at = new Date(emulator.now().getTime() + minutes * 60_000);
      const answer = await send({ at });
      expect(refusedWith(answer)).toEqual({
        code: "RequestTimeTooSkewed",
        status: 403,
        message: "The difference between the request time and the current time is too large.",
      });
      expect(element(answer.body, "MaxAllowedSkewMilliseconds")).toBe("900000");
    }
    expect((await send({ at: new Date(emulator.now().getTime() - 14 * 60_000) })).status).toBe(200);
  });

  it("wants every x-amz header signed", async () => {
    const answer = await send({}, (headers) => ({ ...headers, "x-amz-acl": "public-read", "x-amz-meta-a": "b" }));
    expect(refusedWith(answer)).toEqual({
      code: "AccessDenied",
      status: 403,
      message: "There were headers present in the request which were not signed",
    });
    expect(element(answer.body, "HeadersNotSigned")).toBe("x-amz-acl, x-amz-meta-a");
  });

  it("wants the payload's hash, in a form that it knows", async () => {
    const without = await send({}, ({ "x-amz-content-sha256": _hash, ...headers }) => headers);
    expect(refusedWith(without)).toEqual({
      code: "InvalidRequest",
      status: 400,
      message: "Missing required header for this request: x-amz-content-sha256",
    });
    const odd = await send({}, (headers) => ({ ...headers, "x-amz-content-sha256": "unsigned-payload" }));
    expect(refusedWith(odd)).toMatchObject({ code: "InvalidArgument", status: 400 });
    expect(refusedWith(odd).message).toMatch(/^x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-/);
    expect(element(odd.body, "ArgumentValue")).toBe("unsigned-payload");
  });

  it.each([
    ["SigV2", { authorization: "AWS AKIAAAAAAAAAAAAAAAAA:signature" }, {}, "InvalidAccessKeyId"],
    ["half a presigned URL", {}, { "X-Amz-Signature": "0".repeat(64) }, "AuthorizationQueryParametersError"],
    ["half a URL presigned with SigV2", {}, { AWSAccessKeyId: "AKIAAAAAAAAAAAAAAAAA" }, "AccessDenied"],
    ["an empty header", { authorization: "" }, {}, "AuthorizationHeaderMalformed"],
  ])("does not take %s for anonymous", async (_what, headers, query, code) => {
    const answer = await sendAnonymous(emulator, {
      path: "/signed/k",
      headers: headers as Record<string, string>,
      query: query as unknown as Record<string, string>,
    });
    expect(refusedWith(answer).code).toBe(code);
  });

  it("refuses a scheme that it does not know", async () => {
    const answer = await sendAnonymous(emulator, { path: "/signed/k", headers: { authorization: "Bearer abc=" } });
    expect(refusedWith(answer)).toEqual({
      code: "InvalidArgument",
      status: 400,
      message: "Unsupported Authorization Type",
    });
  });

  it("tells a session that has expired from a token that is none", async () => {
    const user = await makeUser(iamOf(emulator), "session-user", [allow("s3:*")]);
    const { Credentials } = await stsOf(emulator, user).send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
    const session = sdkCredentials(Credentials);
    const read = (credentials: SdkCredentials): Promise<unknown> =>
      s3Of(emulator, credentials).send(new GetObjectCommand({ Bucket: "signed", Key: "k" }));
    await read(session);
    const { sessionToken = "" } = session;
    expect(await refusal(read({ ...session, sessionToken: `${sessionToken.slice(0, -8)}AAAAAAA=` }))).toEqual({
      code: "InvalidToken",
      status: 400,
      message: "The provided token is malformed or otherwise invalid.",
    });
    expect(
      await refusal(read({ accessKeyId: session.accessKeyId, secretAccessKey: session.secretAccessKey })),
    ).toMatchObject({
      code: "InvalidAccessKeyId",
      status: 403,
    });
    emulator.advanceClock(901);
    expect(await refusal(read(session))).toEqual({
      code: "ExpiredToken",
      status: 400,
      message: "The provided token has expired.",
    });
  });
});
