import { GetParameterCommand, SSMClient, StartSessionCommand } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { sha256, signHeaders } from "../../../support/sigv4-by-hand.ts";
import { sendAnonymous } from "../s3/world.ts";
import { put, ssmOf } from "./world.ts";

const host = "ssm.ap-northeast-1.amazonaws.com";
const MISMATCH =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

interface Attempt {
  readonly body?: string;
  readonly target?: string;
  readonly credentials?: SdkCredentials;
  readonly service?: string;
  readonly at?: Date;
  /** Replaces or, with `undefined`, takes away a header after signing. */
  readonly after?: Readonly<Record<string, string | undefined>>;
}

describe("Systems Manager's protocol", () => {
  let emulator: Emulator;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    await put(ssmOf(emulator), "p");
  });
  afterAll(() => emulator.close());

  const send = async (attempt: Attempt = {}) => {
    const { body = '{"Name":"p"}', target = "AmazonSSM.GetParameter", service = "ssm", at = emulator.now() } = attempt;
    const { credentials = clientConfig(emulator).credentials } = attempt;
    const headers = { host, "content-type": "application/x-amz-json-1.1", "x-amz-target": target };
    const signed = signHeaders(
      { method: "POST", path: "/", headers, payloadHash: sha256(body) },
      { credentials, region: emulator.region, service, at },
    );
    const sent = Object.entries({ ...signed.headers, ...attempt.after }).filter(([, value]) => value !== undefined);
    const answer = await sendAnonymous(emulator, {
      method: "POST",
      path: "/",
      host,
      headers: Object.fromEntries(sent) as Record<string, string>,
      body,
    });
    return { ...answer, json: JSON.parse(answer.body) as Record<string, unknown> };
  };
  const refused = async (attempt: Attempt) => {
    const { status, json } = await send(attempt);
    return [status, json.__type, json.message];
  };

  it("answers JSON with times as seconds", async () => {
    const { status, headers, json } = await send();
    expect([status, headers["content-type"]]).toEqual([200, "application/x-amz-json-1.1"]);
    expect(headers["x-amzn-requestid"]).toMatch(/^[-0-9a-f]{36}$/);
    expect(json).toMatchObject({ Parameter: { Name: "p", LastModifiedDate: expect.any(Number) } });
  });

  it("refuses with the code as type", async () => {
    const { status, headers, body } = await send({ body: '{"Name":"none"}' });
    expect([status, headers["content-type"], body]).toEqual([
      400,
      "application/x-amz-json-1.1",
      '{"__type":"ParameterNotFound"}',
    ]);
  });

  it("says of what it does not have that it is not implemented, with its name", async () => {
    const call = new SSMClient(clientConfig(emulator)).send(new StartSessionCommand({ Target: "i-0" }));
    expect(await refusal(call)).toEqual({
      code: "NotImplemented",
      status: 501,
      message: "StartSession is not implemented by this emulator",
    });
  });

  it.each(["", "GetParameter", "DynamoDB_20120810.GetItem", "AmazonSSM.", "AmazonSSM.Get Parameter"])(
    "does not know the target `%s`",
    async (target) => {
      expect(await refused({ target })).toEqual([400, "UnknownOperationException", undefined]);
    },
  );

  it.each([
    ["{", undefined],
    ["[]", "Unexpected value type in payload"],
    ["null", "Unexpected value type in payload"],
    ['{"Name":1}', "NUMBER_VALUE can not be converted to a String"],
    ['{"Name":["p"]}', "START_ARRAY can not be converted to a String"],
    ['{"Name":{}}', "START_OBJECT can not be converted to a String"],
    ['{"Name":"p","WithDecryption":"true"}', "STRING_VALUE can not be converted to a Boolean"],
  ])("cannot read %s", async (body, message) => {
    expect(await refused({ body })).toEqual([400, "SerializationException", message]);
  });

  it.each(['{"Name":null}', "{}", "", '{"__proto__":{"Name":"p"}}'])("misses the name in `%s`", async (body) => {
    expect(await refused({ body })).toEqual([
      400,
      "ValidationException",
      "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null",
    ]);
  });

  it("refuses who cannot be told, with codes of the JSON services", async () => {
    const { credentials } = clientConfig(emulator);
    const unknown = { accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey: "x" };
    expect(await refused({ credentials: unknown })).toEqual([
      400,
      "UnrecognizedClientException",
      "The security token included in the request is invalid.",
    ]);
    const wrong = { ...credentials, secretAccessKey: "x".repeat(40) };
    expect(await refused({ credentials: wrong })).toEqual([400, "InvalidSignatureException", MISMATCH]);
    expect((await refused({ after: { authorization: undefined } })).slice(0, 2)).toEqual([
      400,
      "MissingAuthenticationTokenException",
    ]);
    const old = new Date(emulator.now().getTime() - 360_000);
    expect(await refused({ at: old })).toEqual([
      400,
      "InvalidSignatureException",
      expect.stringMatching(/^Signature expired: /),
    ]);
    expect((await refused({ service: "s3" })).slice(1)).toEqual([
      "InvalidSignatureException",
      "Credential should be scoped to correct service: 'ssm'. ",
    ]);
    expect((await refused({ after: { authorization: "AWS4-HMAC-SHA256 nonsense" } })).slice(0, 2)).toEqual([
      400,
      "IncompleteSignatureException",
    ]);
  });

  it("signs the target: it cannot be exchanged", async () => {
    const answer = await refused({ after: { "x-amz-target": "AmazonSSM.DeleteParameter" } });
    expect(answer).toEqual([400, "InvalidSignatureException", MISMATCH]);
  });

  it("is found by the credential scope at a bare address", async () => {
    const { Parameter } = await ssmOf(emulator).send(new GetParameterCommand({ Name: "p" }));
    expect(Parameter?.Value).toBe("value");
  });
});
