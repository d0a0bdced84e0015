import { PutBucketPolicyCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { type SdkCredentials, startTestEmulator } from "../../../../support/emulator.ts";
import { sigV2 } from "../../../../support/sigv2-by-hand.ts";
import { iamOf, makeUser, policyDocument } from "../../iam/identities.ts";
import { makeBucket, type RawAnswer, s3Of, sendAnonymous } from "../world.ts";
import { sendPresigned, sendWithHeader } from "./by-hand.ts";

const path = "/keys";
const query = { "list-type": "2" };

describe("how a request was signed, as bucket policies see it", () => {
  let emulator: Emulator;
  let user: SdkCredentials;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    await makeBucket(s3Of(emulator), "keys", { open: true });
    user = await makeUser(iamOf(emulator), "ada");
  });
  afterAll(() => emulator.close());

  /** Each way to ask for the bucket's list. */
  const WAYS = {
    anonymous: () => sendAnonymous(emulator, { path, query }),
    "V4 header": () => sendWithHeader(emulator, { path, query, credentials: user }),
    "V4 query": () => sendPresigned(emulator, { path, query, credentials: user }),
    "V2 header": () => {
      const date = emulator.now().toUTCString();
      const signature = sigV2({ method: "GET", resource: path, date }, user);
      const headers = { date, authorization: `AWS ${user.accessKeyId}:${signature}` };
      return sendAnonymous(emulator, { path, query, headers });
    },
    "V2 query": () => {
      const Expires = String(Math.floor(emulator.now().getTime() / 1000) + 300);
      const Signature = sigV2({ method: "GET", resource: path, date: Expires }, user);
      const signed = { ...query, AWSAccessKeyId: user.accessKeyId, Expires, Signature };
      return sendAnonymous(emulator, { path, query: signed });
    },
  } satisfies Record<string, () => Promise<RawAnswer>>;
  type Way = keyof typeof WAYS;

  /** The ways that a condition on an Allow for everybody lets in. */
  async function allowedBy(condition: object): Promise<string[]> {
    const Policy = policyDocument({
      Effect: "Allow",
      Principal: "*",
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::keys",
      Condition: condition as Record<string, unknown>,
    });
    await s3Of(emulator).send(new PutBucketPolicyCommand({ Bucket: "keys", Policy }));
    const allowed: string[] = [];
    for (const way of Object.keys(WAYS) as Way[]) if ((await WAYS[way]()).status === 200) allowed.push(way);
    return allowed;
  }

  it.each([
    [{ StringEquals: { "s3:authType": "REST-HEADER" } }, ["V4 header", "V2 header"]],
    [{ StringEquals: { "s3:authType": "REST-QUERY-STRING" } }, ["V4 query", "V2 query"]],
    [{ Null: { "s3:authType": "true" } }, ["anonymous"]],
    [{ StringEquals: { "s3:signatureversion": "AWS4-HMAC-SHA256" } }, ["V4 header", "V4 query"]],
    [{ StringEquals: { "s3:signatureversion": "AWS" } }, ["V2 header", "V2 query"]],
    [{ Null: { "s3:signatureversion": "true" } }, ["anonymous"]],
    [{ Null: { "s3:signatureAge": "false" } }, ["V4 query"]],
    [{ NumericLessThan: { "s3:signatureAge": "600000" } }, ["V4 query"]],
    [{ NumericGreaterThan: { "s3:signatureAge": "600000" } }, []],
    [{ StringEquals: { "s3:x-amz-content-sha256": "UNSIGNED-PAYLOAD" } }, []],
  ])("%j lets in %j", async (condition, ways) => {
    expect(await allowedBy(condition)).toEqual(ways);
  });

  it("tells the age of a presigned request in milliseconds, whose signer's clock was not moved", async () => {
    let machine = Date.now();
    const own = await startTestEmulator({ clock: { now: () => new Date(machine) } });
    own.advanceClock(86_400);
    machine += 1_000;
    await makeBucket(s3Of(own), "keys", { open: true });
    const owner = await makeUser(iamOf(own), "ada");
    const Policy = policyDocument({
      Effect: "Allow",
      Principal: "*",
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::keys",
      Condition: { NumericLessThan: { "s3:signatureAge": "60000" } },
    });
    await s3Of(own).send(new PutBucketPolicyCommand({ Bucket: "keys", Policy }));
    const attempt = { path, query, credentials: owner, at: new Date(machine), expires: "3600" };
    expect((await sendPresigned(own, attempt)).status).toBe(200);
    own.advanceClock(55);
    expect((await sendPresigned(own, attempt)).status).toBe(200);
    own.advanceClock(10);
    expect((await sendPresigned(own, attempt)).status).toBe(403);
    await own.close();
  });

  it("tells the payload's hash as it was declared", async () => {
    const Policy = policyDocument({
      Effect: "Allow",
      Principal: "*",
      Action: "s3:ListBucket",
      Resource: "arn:aws:s3:::keys",
      Condition: { StringEquals: { "s3:x-amz-content-sha256": "UNSIGNED-PAYLOAD" } },
    });
    await s3Of(emulator).send(new PutBucketPolicyCommand({ Bucket: "keys", Policy }));
    const send = (payloadHash?: string): Promise<RawAnswer> =>
      sendWithHeader(emulator, {
        path,
        query,
        credentials: user,
        ...(payloadHash === undefined ? {} : { payloadHash }),
      });
    expect([(await send()).status, (await send("UNSIGNED-PAYLOAD")).status]).toEqual([403, 200]);
  });
});
