import { GetObjectCommand, PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { GetSessionTokenCommand } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials, startTestEmulator } from "../../../../support/emulator.ts";
import { basicIso } from "../../../../support/sigv4-by-hand.ts";
import { allow, iamOf, makeUser, policyDocument, sdkCredentials, stsOf } from "../../iam/identities.ts";
import { makeBucket, type RawAnswer, s3Of, sendAnonymous } from "../world.ts";
import { type Attempt, errorOf, presignedQuery, presignedUrl, sendPresigned, sendWithHeader } from "./by-hand.ts";

const MISSING = {
  status: 400,
  Code: "AuthorizationQueryParametersError",
  Message:
    "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.",
};
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;
const isoSeconds = (at: Date): string => at.toISOString().replace(/\.\d{3}/, "");

describe("presigned requests", () => {
  let emulator: Emulator;
  let root: SdkCredentials;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    root = clientConfig(emulator).credentials;
    await makeBucket(s3Of(emulator), "presigned", { open: true });
    await sendWithHeader(emulator, { method: "PUT", path: "/presigned/k", body: "x" });
  });
  afterAll(() => emulator.close());

  const get = (attempt: Partial<Attempt> = {}): Promise<RawAnswer> =>
    sendPresigned(emulator, { path: "/presigned/k", ...attempt });
  const queryError = (Message: string, more: object = {}): object => ({
    status: 400,
    Code: "AuthorizationQueryParametersError",
    Message,
    ...more,
  });
  const aboutCredential = (text: string, more: object = {}): object =>
    queryError(`Error parsing the X-Amz-Credential parameter; ${text}`, more);

  it("are taken where they are right, by GET, HEAD, PUT and DELETE", async () => {
    expect((await get()).body).toBe("x");
    expect((await get({ method: "HEAD" })).status).toBe(200);
    expect((await get({ method: "PUT", path: "/presigned/a b".replace(" ", "%20"), body: "y" })).status).toBe(200);
    expect((await get({ path: "/presigned/a%20b" })).body).toBe("y");
    expect((await get({ method: "DELETE", path: "/presigned/a%20b" })).status).toBe(204);
  });

  it("are one method's alone", async () => {
    const query = presignedQuery(emulator, { path: "/presigned/k" });
    const answer = await sendAnonymous(emulator, { method: "DELETE", path: "/presigned/k", query });
    expect(errorOf(answer)).toMatchObject({ status: 403, Code: "SignatureDoesNotMatch" });
  });

  it.each([
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Date",
    "X-Amz-Expires",
    "X-Amz-SignedHeaders",
    "X-Amz-Signature",
  ])("need %s", async (name) => {
    expect(errorOf(await get({ afterQuery: { [name]: undefined } }))).toEqual(MISSING);
    expect(errorOf(await get({ afterQuery: { [name]: "" } }))).toEqual(MISSING);
  });

  it("show what was signed here, where the signature is wrong", async () => {
    const answer = errorOf(await get({ afterQuery: { "X-Amz-Signature": "0".repeat(64) } }));
    expect(Object.keys(answer).sort()).toEqual(
      [
        "AWSAccessKeyId",
        "CanonicalRequest",
        "CanonicalRequestBytes",
        "Code",
        "Message",
        "SignatureProvided",
        "StringToSign",
        "StringToSignBytes",
        "status",
      ].sort(),
    );
    expect(answer).toMatchObject({
      status: 403,
      Code: "SignatureDoesNotMatch",
      AWSAccessKeyId: root.accessKeyId,
      SignatureProvided: "0".repeat(64),
      CanonicalRequest: expect.stringMatching(/^GET\n\/presigned\/k\nX-Amz-Algorithm=.*UNSIGNED-PAYLOAD$/s),
    });
  });

  it("are wrong after any parameter was changed or added", async () => {
    for (const afterQuery of [{ "X-Amz-Expires": "600" }, { prefix: "a" }, { "x-amz-acl": "public-read" }]) {
      expect(errorOf(await get({ afterQuery }))).toMatchObject({ status: 403, Code: "SignatureDoesNotMatch" });
    }
  });

  it("are malformed for another region or service", async () => {
    expect(errorOf(await get({ region: "eu-west-1" }))).toEqual(
      aboutCredential("the region 'eu-west-1' is wrong; expecting 'ap-northeast-1'", { Region: "ap-northeast-1" }),
    );
    expect(errorOf(await get({ service: "sts", host: "s3.ap-northeast-1.amazonaws.com" }))).toEqual(
      aboutCredential('incorrect service "sts". This endpoint belongs to "s3".'),
    );
  });

  it("are malformed where the credential is, or the date, the algorithm or the scope's day", async () => {
    const form = 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".';
    for (const credential of ["a/b/s3/aws4_request", "a%2F20260101%2Fr%2Fs3%2Faws4_request", "nonsense"]) {
      expect(errorOf(await get({ afterQuery: { "X-Amz-Credential": credential } }))).toEqual(aboutCredential(form));
    }
    expect(errorOf(await get({ afterQuery: { "X-Amz-Date": "today" } }))).toEqual(
      queryError(`X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`),
    );
    expect(errorOf(await get({ afterQuery: { "X-Amz-Algorithm": "AWS4-HMAC-SHA1" } }))).toEqual(
      queryError('X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"'),
    );
    const today = basicIso(emulator.now()).slice(0, 8);
    expect(errorOf(await get({ scopeDate: "20200101" }))).toEqual(
      aboutCredential(`Invalid credential date "20200101". This date is not the same as X-Amz-Date: "${today}".`),
    );
  });

  it.each([
    ["-1", "X-Amz-Expires must be non-negative"],
    ["soon", "X-Amz-Expires should be a number"],
    ["1.5", "X-Amz-Expires should be a number"],
    [
      "604801",
      "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than 604800 seconds",
    ],
  ])("do not live for %s seconds", async (expires, message) => {
    expect(errorOf(await get({ expires }))).toEqual(queryError(message));
  });

  it("live for as long as a week, and not longer than they say", async () => {
    const own = await startTestEmulator();
    await makeBucket(s3Of(own), "presigned");
    const week = presignedQuery(own, { path: "/presigned", query: { "list-type": "2" }, expires: "604800" });
    const short = presignedQuery(own, { path: "/presigned", query: { "list-type": "2" }, expires: "60" });
    const send = (query: Readonly<Record<string, string>>): Promise<RawAnswer> =>
      sendAnonymous(own, { path: "/presigned", query });
    const signedAt = own.now();
    signedAt.setMilliseconds(0);
    own.advanceClock(58);
    expect((await send(short)).status).toBe(200);
    own.advanceClock(5);
    expect(errorOf(await send(short))).toEqual({
      status: 403,
      Code: "AccessDenied",
      Message: "Request has expired",
      "X-Amz-Expires": "60",
      Expires: isoSeconds(new Date(signedAt.getTime() + 60_000)),
      ServerTime: expect.stringMatching(TIME),
    });
    own.advanceClock(604_000);
    expect((await send(week)).status).toBe(200);
    own.advanceClock(1_000);
    expect(errorOf(await send(week))).toMatchObject({ Message: "Request has expired", "X-Amz-Expires": "604800" });
    await own.close();
  });

  it("may be signed by a clock that was not moved with the emulator's, and end by the emulator's", async () => {
    let machine = Date.now();
    const own = await startTestEmulator({ clock: { now: () => new Date(machine) } });
    await makeBucket(s3Of(own), "presigned");
    own.advanceClock(3_600);
    const attempt = { path: "/presigned", query: { "list-type": "2" }, expires: "60" };
    // In a later second than the move: of the same second, nobody could tell whether it was signed before.
    machine += 1_000;
    const query = presignedQuery(own, { ...attempt, at: new Date(machine) });
    const send = (): Promise<RawAnswer> => sendAnonymous(own, { path: "/presigned", query });
    expect((await send()).status).toBe(200);
    machine += 1_000;
    own.advanceClock(65);
    expect(errorOf(await send())).toMatchObject({ status: 403, Message: "Request has expired" });
    await own.close();
  });

  it("are refused before their time has come", async () => {
    const at = new Date(Math.ceil(emulator.now().getTime() / 1000) * 1000 + 16 * 60_000);
    expect(errorOf(await get({ at }))).toEqual({
      status: 403,
      Code: "AccessDenied",
      Message: "Request is not yet valid",
      "X-Amz-Date": String(at.getTime()),
      Expires: isoSeconds(new Date(at.getTime() + 300_000)),
      ServerTime: expect.stringMatching(TIME),
    });
  });

  it("end with the session that signed them, however long they say they live", async () => {
    const own = await startTestEmulator();
    await makeBucket(s3Of(own), "presigned");
    const user = await makeUser(iamOf(own), "ada", [allow("s3:*")]);
    const { Credentials } = await stsOf(own, user).send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
    const credentials = sdkCredentials(Credentials);
    const attempt = { path: "/presigned", query: { "list-type": "2" }, expires: "604800", credentials };
    const query = presignedQuery(own, attempt);
    expect((await sendAnonymous(own, { path: "/presigned", query })).status).toBe(200);
    own.advanceClock(901);
    expect(errorOf(await sendAnonymous(own, { path: "/presigned", query }))).toEqual({
      status: 400,
      Code: "ExpiredToken",
      Message: "The provided token has expired.",
      "Token-0": credentials.sessionToken,
    });
    await own.close();
  });

  it("are judged by the rights of whoever signed them, at the time of use", async () => {
    const user = await makeUser(iamOf(emulator), "grace", [allow("s3:PutObject")]);
    const query = presignedQuery(emulator, { path: "/presigned/k", credentials: user });
    const send = (): Promise<RawAnswer> => sendAnonymous(emulator, { path: "/presigned/k", query });
    expect(errorOf(await send())).toMatchObject({
      status: 403,
      Code: "AccessDenied",
      Message: `User: ${user.arn} is not authorized to perform: s3:GetObject on resource: "arn:aws:s3:::presigned/k" because no identity-based policy allows the s3:GetObject action`,
    });
    const Policy = policyDocument({
      ...allow("s3:GetObject", "arn:aws:s3:::presigned/*"),
      Principal: { AWS: user.arn },
    });
    await s3Of(emulator).send(new PutBucketPolicyCommand({ Bucket: "presigned", Policy }));
    expect((await send()).body).toBe("x");
  });

  it("replace headers of the answer, which nobody may who has not signed", async () => {
    const query = { "response-content-type": "text/html", "response-cache-control": "no-store" };
    const { status, headers } = await get({ query });
    expect([status, headers["content-type"], headers["cache-control"]]).toEqual([200, "text/html", "no-store"]);
    expect(errorOf(await sendAnonymous(emulator, { path: "/presigned/k", query }))).toMatchObject({ status: 403 });
    const Policy = policyDocument({ ...allow("s3:GetObject", "arn:aws:s3:::presigned/*"), Principal: "*" });
    await s3Of(emulator).send(new PutBucketPolicyCommand({ Bucket: "presigned", Policy }));
    expect((await sendAnonymous(emulator, { path: "/presigned/k" })).status).toBe(200);
    expect(errorOf(await sendAnonymous(emulator, { path: "/presigned/k", query }))).toEqual({
      status: 400,
      Code: "InvalidRequest",
      Message: "Request specific response headers cannot be used for anonymous GET requests.",
    });
  });

  it.each(["\u2014", "a\r\nb: c", "\0"])("do not put %j into an answer's header", async (value) => {
    expect(errorOf(await get({ query: { "response-cache-control": value } }))).toMatchObject({
      status: 400,
      Code: "InvalidArgument",
      Message: "Header value cannot be represented using ISO-8859-1.",
      ArgumentName: "response-cache-control",
    });
  });

  it("are plain URLs, that any client can use", async () => {
    const answer = await fetch(presignedUrl(emulator, { path: "/presigned/k" }));
    expect([answer.status, await answer.text()]).toEqual([200, "x"]);
    const direct = await s3Of(emulator).send(new GetObjectCommand({ Bucket: "presigned", Key: "k" }));
    expect(await direct.Body?.transformToString()).toBe("x");
  });
});
