import {
  DeletePublicAccessBlockCommand,
  GetPublicAccessBlockCommand,
  ListAccessPointsCommand,
  type PublicAccessBlockConfiguration,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3-control";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../../support/emulator.ts";
import { allow, iamOf, makeUser, rootOf } from "../../iam/identities.ts";
import { element, type RawAnswer, type RawRequest, sendAnonymous, sendSigned } from "../world.ts";
import { controlOf } from "./control-client.ts";

const AccountId = "111111111111";
const path = "/v20180820/configuration/publicAccessBlock";
const account = { "x-amz-account-id": AccountId };
const ALL_OFF = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};
const NOT_FOUND = {
  code: "NoSuchPublicAccessBlockConfiguration",
  status: 404,
  message: "The public access block configuration was not found",
};

describe("the public access block of an account", () => {
  let emulator: Emulator;
  let users = 0;
  beforeAll(async () => {
    emulator = await startTestEmulator({ accountIds: [AccountId, "222222222222"] });
  });
  afterAll(() => emulator.close());
  beforeEach(() => remove());

  const put = (block: PublicAccessBlockConfiguration, credentials?: SdkCredentials): Promise<unknown> =>
    controlOf(emulator, credentials).send(
      new PutPublicAccessBlockCommand({ AccountId, PublicAccessBlockConfiguration: block }),
    );
  const get = async (credentials?: SdkCredentials): Promise<PublicAccessBlockConfiguration | undefined> =>
    (await controlOf(emulator, credentials).send(new GetPublicAccessBlockCommand({ AccountId })))
      .PublicAccessBlockConfiguration;
  const remove = (credentials?: SdkCredentials) =>
    controlOf(emulator, credentials).send(new DeletePublicAccessBlockCommand({ AccountId }));
  const send = (raw: Partial<RawRequest>): Promise<RawAnswer> =>
    sendSigned(emulator, { path, headers: account, ...raw });

  // As recorded from AWS in May 2024.
  it("is not there, is put, shown, and deleted any number of times", async () => {
    expect(await refusal(get())).toEqual(NOT_FOUND);
    await put({ ...ALL_OFF });
    expect(await get()).toEqual(ALL_OFF);
    await put({ RestrictPublicBuckets: true });
    expect(await get()).toEqual({ ...ALL_OFF, RestrictPublicBuckets: true });
    for (const _time of [1, 2]) expect((await remove()).$metadata.httpStatusCode).toBe(204);
    expect(await refusal(get())).toEqual(NOT_FOUND);
  });

  it("must set something, in XML that is what it says", async () => {
    expect(await refusal(put({}))).toEqual({
      code: "InvalidRequest",
      status: 400,
      message: "Must specify at least one configuration.",
    });
    for (const body of ["", "<Other/>", "<PublicAccessBlockConfiguration>"]) {
      const answer = await send({ method: "PUT", body });
      expect([answer.status, element(answer.body, "Code")]).toEqual([400, "MalformedXML"]);
    }
  });

  it("is refused inside of an ErrorResponse, which has the ids and names the account", async () => {
    const { status, headers, body } = await send({});
    expect([status, headers["content-type"]]).toEqual([404, "application/xml"]);
    expect(body).toBe(
      `<?xml version="1.0" encoding="UTF-8"?>\n<ErrorResponse><Error><Code>${NOT_FOUND.code}</Code><Message>${NOT_FOUND.message}</Message>` +
        `<AccountId>${AccountId}</AccountId></Error><RequestId>${headers["x-amz-request-id"]}</RequestId><HostId>${headers["x-amz-id-2"]}</HostId></ErrorResponse>`,
    );
    expect(headers["x-amz-request-id"]).toMatch(/^[A-Z0-9]{16}$/);
  });

  it.each([
    undefined,
    `${AccountId}.s3-control.ap-northeast-1.amazonaws.com`,
    "s3-control.localhost",
    `${AccountId}.127.0.0.1`,
  ])("is reached at host %s", async (host) => {
    await put({ BlockPublicAcls: true });
    const { status, body } = await send(host === undefined ? {} : { host });
    expect([status, element(body, "BlockPublicAcls")]).toEqual([200, "true"]);
  });

  it("is a bucket's object where the request names no account", async () => {
    const answer = await send({ headers: {} });
    expect([answer.status, element(answer.body, "BucketName")]).toEqual([404, "v20180820"]);
    const control = await send({ headers: {}, host: "s3-control.localhost" });
    expect([control.status, element(control.body, "Message")]).toEqual([
      400,
      "Missing required header for this request: x-amz-account-id",
    ]);
  });

  it("is of the account that host and header both name", async () => {
    const other = await send({ host: `222222222222.s3-control.ap-northeast-1.amazonaws.com` });
    expect([other.status, element(other.body, "Code")]).toEqual([400, "InvalidRequest"]);
    const none = await send({ headers: { "x-amz-account-id": "mine" } });
    expect([none.status, element(none.body, "Code")]).toEqual([400, "InvalidRequest"]);
  });

  it("is signed as S3 is", async () => {
    const host = "s3-control.localhost";
    const unsigned = await sendAnonymous(emulator, { path, host, headers: account });
    expect([unsigned.status, element(unsigned.body, "Code")]).toEqual([403, "AccessDenied"]);
    const wrong = await send({ headers: { ...account, authorization: "AWS AKIA:c2ln" } });
    expect(wrong.status).not.toBe(200);
    const stranger = await sendSigned(
      emulator,
      { path, headers: account },
      { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" },
    );
    expect([stranger.status, element(stranger.body, "Code")]).toEqual([403, "InvalidAccessKeyId"]);
  });

  it("needs its own permissions, on no resource", async () => {
    const user = (...actions: string[]) =>
      makeUser(iamOf(emulator), `control-${++users}`, actions.length === 0 ? [] : [allow(actions)]);
    const nobody = await user();
    const denied = (arn: string, action: string): object => ({
      code: "AccessDenied",
      status: 403,
      message: `User: ${arn} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
    });
    expect(await refusal(get(nobody))).toEqual(denied(nobody.arn, "s3:GetAccountPublicAccessBlock"));
    const [reader, writer] = [
      await user("s3:GetAccountPublicAccessBlock"),
      await user("s3:PutAccountPublicAccessBlock"),
    ];
    await put({ BlockPublicAcls: true }, writer);
    expect(await get(reader)).toMatchObject({ BlockPublicAcls: true });
    for (const call of [() => put({ BlockPublicAcls: false }, reader), () => remove(reader)]) {
      expect(await refusal(call())).toEqual(denied(reader.arn, "s3:PutAccountPublicAccessBlock"));
    }
    expect(await refusal(get(writer))).toMatchObject({ code: "AccessDenied" });
    await remove(writer);
    // The action of the bucket's own block is another one.
    const bucketAdmin = await user("s3:*BucketPublicAccessBlock");
    expect(await refusal(put({ BlockPublicAcls: true }, bucketAdmin))).toMatchObject({ code: "AccessDenied" });
  });

  it("is nobody's of another account", async () => {
    await put({ BlockPublicAcls: true });
    const other = rootOf(emulator, 1);
    for (const call of [() => get(other), () => put({ BlockPublicAcls: false }, other), () => remove(other)]) {
      expect(await refusal(call())).toEqual({ code: "AccessDenied", status: 403, message: "Access Denied" });
    }
    expect(await get()).toMatchObject({ BlockPublicAcls: true });
  });

  it("is kept in its log under the operation's name, with the decision", async () => {
    await put({ BlockPublicAcls: true });
    const { headers } = await send({});
    const explained = emulator.explain(String(headers["x-amz-request-id"]));
    expect(explained).toMatchObject({ service: "s3control", operation: "GetPublicAccessBlock", status: 200 });
    expect(explained?.decisions[0]?.request).toMatchObject({ action: "s3:GetAccountPublicAccessBlock", resource: "*" });
  });

  it("is all that S3 Control has: the other operations are answered with 501 and their own names", async () => {
    const list = controlOf(emulator).send(new ListAccessPointsCommand({ AccountId }));
    expect(await refusal(list)).toEqual({
      code: "NotImplemented",
      status: 501,
      message: "ListAccessPoints is not implemented by this emulator",
    });
  });
});
