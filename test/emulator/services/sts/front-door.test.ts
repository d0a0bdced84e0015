import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import { allow, iamOf, makeRole, makeUser, trust } from "../iam/identities.ts";
import { type RawRequest, sendRaw } from "./raw-sts.ts";

const STS = "https://sts.amazonaws.com/doc/2011-06-15/";
const FAULT = "http://webservices.amazon.com/AWSFault/2005-15-09";
const ASK = "Action=GetCallerIdentity&Version=2011-06-15";
const ROLE_ARN = "arn:aws:iam::111111111111:role/uploader";
const ARN_PATTERN = "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+";

describe("the front door of STS", () => {
  let emulator: Emulator;
  let credentials: SdkCredentials & { readonly arn: string; readonly userId: string };
  beforeAll(async () => {
    emulator = await startTestEmulator();
    const iam = iamOf(emulator);
    credentials = await makeUser(iam, "ada", [allow("sts:*")]);
    await makeRole(iam, { name: "uploader", trustPolicy: trust({ AWS: "111111111111" }) });
  });
  afterAll(() => emulator.close());

  const send = (request: RawRequest) => sendRaw(emulator, { credentials, ...request });
  const post = (body: string) => send({ body });
  const assume = (parameters: readonly (readonly [string, string])[]) =>
    post(
      `Action=AssumeRole&Version=2011-06-15&${parameters
        .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
        .join("&")}`,
    );
  const identity = (requestId: string) =>
    [
      `<GetCallerIdentityResponse xmlns="${STS}">`,
      "  <GetCallerIdentityResult>",
      `    <Arn>${credentials.arn}</Arn>`,
      `    <UserId>${credentials.userId}</UserId>`,
      "    <Account>111111111111</Account>",
      "  </GetCallerIdentityResult>",
      "  <ResponseMetadata>",
      `    <RequestId>${requestId}</RequestId>`,
      "  </ResponseMetadata>",
      "</GetCallerIdentityResponse>",
      "",
    ].join("\n");
  const error = (code: string, message: string | undefined, requestId: unknown, namespace = STS) =>
    [
      `<ErrorResponse xmlns="${namespace}">`,
      "  <Error>",
      "    <Type>Sender</Type>",
      `    <Code>${code}</Code>`,
      ...(message === undefined ? [] : [`    <Message>${message}</Message>`]),
      "  </Error>",
      `  <RequestId>${String(requestId)}</RequestId>`,
      "</ErrorResponse>",
      "",
    ].join("\n");

  it.each<[string, RawRequest]>([
    ["GET", { method: "GET", target: `/?${ASK}` }],
    ["POST", { body: ASK }],
    ["POST with a charset", { body: ASK, contentType: "application/x-www-form-urlencoded; charset=utf-8" }],
    ["a parameter that is unknown", { body: `${ASK}&Unknown=value` }],
    ["a second action", { body: "Action=GetCallerIdentity&Action=NoSuchAction&Version=2011-06-15" }],
    ["a second version", { body: `${ASK}&Version=2000-01-01` }],
  ])("answers %s, indented, with both request ids", async (_what, request) => {
    const { status, headers, body } = await send(request);
    const requestId = String(headers["x-amzn-requestid"]);
    expect({ status, body }).toEqual({ status: 200, body: identity(requestId) });
    expect(headers["content-type"]).toBe("text/xml");
    expect(requestId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const extended = Buffer.from(String(headers["x-amz-sts-extended-request-id"]), "base64").toString();
    expect(extended).toMatch(/^1:ap-northeast-1:S:\d{13}:R:[0-9A-Za-z]{8}$/);
  });

  it.each<[string, RawRequest, string]>([
    ["a form without its content type", { body: ASK, contentType: undefined }, "https://aws.amazon.com/iam"],
    ["a form that says it is text", { body: ASK, contentType: "text/plain" }, "https://aws.amazon.com/iam"],
    ["a form without an action", { body: "Version=2011-06-15" }, "https://aws.amazon.com/iam"],
    [
      "a query without an action",
      { method: "GET", target: "/?Version=2011-06-15" },
      "https://aws.amazon.com/iam?Version=2011-06-15",
    ],
  ])("sends %s to its home page", async (_what, request, location) => {
    const { status, headers, body } = await send(request);
    expect({ status, body, location: headers.location }).toEqual({ status: 302, body: "", location });
    expect(headers).toHaveProperty("x-amzn-requestid");
    expect(headers).toHaveProperty("x-amz-sts-extended-request-id");
  });

  it("sends those who did not sign there too", async () => {
    const { status, headers } = await sendRaw(emulator, { method: "GET" });
    expect({ status, location: headers.location }).toEqual({ status: 302, location: "https://aws.amazon.com/iam" });
  });

  it.each([
    ["Action=NoSuchAction&Version=2011-06-15", "NoSuchAction for version 2011-06-15"],
    ["Action=GetCallerIdentity", "GetCallerIdentity for version NO_VERSION_SPECIFIED"],
    ["Action=GetCallerIdentity&Version=", "GetCallerIdentity for version "],
    ["Action=GetCallerIdentity&Version=2000-01-01", "GetCallerIdentity for version 2000-01-01"],
    ["Action=NoSuchAction&Action=GetCallerIdentity&Version=2011-06-15", "NoSuchAction for version 2011-06-15"],
    ["Action=GetCallerIdentity&Version=2000-01-01&Version=2011-06-15", "GetCallerIdentity for version 2000-01-01"],
    ["Action=&Version=2011-06-15", " for version 2011-06-15"],
  ])("cannot find the operation of %s", async (form, what) => {
    const { status, headers, body } = await post(form);
    expect(status).toBe(400);
    expect(body).toBe(error("InvalidAction", `Could not find operation ${what}`, headers["x-amzn-requestid"], FAULT));
  });

  it("knows no path but the root", async () => {
    for (const request of [
      { target: "/x", body: ASK },
      { method: "GET", target: `/a/b?${ASK}` },
    ]) {
      const { status, headers, body } = await send(request);
      expect({ status, body }).toEqual({ status: 404, body: "<UnknownOperationException/>\n" });
      expect(headers["content-type"]).toBeUndefined();
    }
  });

  it("refuses a path with a malformed escape without a word", async () => {
    for (const target of ["/%zz", "/%", "/%c3%28"]) {
      expect(await sendRaw(emulator, { target, body: ASK })).toMatchObject({ status: 400, body: "" });
    }
    expect(await post(`${ASK}&X=%zz`)).toMatchObject({ status: 400, body: "" });
  });

  it("reads 10,000,000 bytes, and no more", async () => {
    const padded = (size: number) => `${ASK}&Padding=${"x".repeat(size - ASK.length - 9)}`;
    expect(await post(padded(10_000_000))).toMatchObject({ status: 200 });
    expect(await post(padded(10_000_001))).toMatchObject({ status: 413, body: "" });
  });

  it("asks for a signature", async () => {
    const { status, headers, body } = await sendRaw(emulator, { body: ASK });
    expect(status).toBe(403);
    expect(body).toBe(
      error("MissingAuthenticationToken", "Request is missing Authentication Token", headers["x-amzn-requestid"]),
    );
  });

  it.each([
    ["", "missing value for decimal type"],
    ["abc", undefined],
    ["900.0", undefined],
    ["2147483648", undefined],
    ["-2147483649", undefined],
  ])("takes the duration '%s' for malformed input", async (duration, message) => {
    const { status, headers, body } = await assume([
      ["RoleArn", ROLE_ARN],
      ["RoleSessionName", "session"],
      ["DurationSeconds", duration],
    ]);
    expect(status).toBe(400);
    expect(body).toBe(error("MalformedInput", message, headers["x-amzn-requestid"]));
  });

  it.each([
    ["899", "greater than or equal to 900"],
    ["-1", "greater than or equal to 900"],
    ["-2147483648", "greater than or equal to 900"],
    ["43201", "less than or equal to 43200"],
    ["2147483647", "less than or equal to 43200"],
  ])("refuses a duration of %s", async (duration, constraint) => {
    const { body } = await assume([
      ["RoleArn", ROLE_ARN],
      ["RoleSessionName", "session"],
      ["DurationSeconds", duration],
    ]);
    expect(body).toContain(
      `Value '${duration}' at 'durationSeconds' failed to satisfy constraint: Member must have value ${constraint}<`,
    );
  });

  it.each(["+900", "0900"])("takes the duration %s for 900", async (duration) => {
    const { status, headers, body } = await assume([
      ["RoleArn", ROLE_ARN],
      ["RoleSessionName", "session"],
      ["DurationSeconds", duration],
    ]);
    expect(status).toBe(200);
    const expiration = /<Expiration>([^<]+)</.exec(body)?.[1] ?? "";
    expect(expiration).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    const left = new Date(expiration).getTime() - new Date(String(headers.date)).getTime();
    expect(Math.abs(left - 900_000)).toBeLessThanOrEqual(1000);
  });

  it("reads the first of a parameter that is repeated", async () => {
    const good = [
      ["RoleArn", ROLE_ARN],
      ["RoleSessionName", "session"],
      ["DurationSeconds", "900"],
    ] as const;
    const bad = [
      ["RoleArn", "not-an-arn"],
      ["RoleSessionName", "bad/name"],
      ["DurationSeconds", "899"],
    ] as const;
    expect((await assume([...good, ...bad])).status).toBe(200);
    expect((await assume([...bad, ...good])).body).toContain("3 validation errors detected: ");
  });

  it.each([
    ["an empty ARN", "", [`pattern: ${ARN_PATTERN}`, "length greater than or equal to 20"]],
    [
      "2,049 characters beyond U+FFFF",
      "😀".repeat(2049),
      [`pattern: ${ARN_PATTERN}`, "length less than or equal to 2048"],
    ],
    ["2,048 characters beyond U+FFFF", "😀".repeat(2048), [`pattern: ${ARN_PATTERN}`]],
    ["1,025 letters with 1,025 accents", "e\u0301".repeat(1025), ["length less than or equal to 2048"]],
    ["2,049 letters of two bytes", "é".repeat(2049), ["length less than or equal to 2048"]],
  ])("counts characters of %s, and names every constraint", async (_what, value, constraints) => {
    const { body } = await assume([
      ["RoleArn", value],
      ["RoleSessionName", "session"],
    ]);
    const errors = constraints.length === 1 ? "1 validation error" : `${constraints.length} validation errors`;
    const violations = constraints.map((constraint) => {
      const member = constraint.startsWith("pattern") ? "satisfy regular expression" : "have";
      return `Value '${value}' at 'roleArn' failed to satisfy constraint: Member must ${member} ${constraint}`;
    });
    expect(body).toContain(`<Message>${errors} detected: ${violations.join("; ")}</Message>`);
  });

  it.each(["x".repeat(20), "x".repeat(2048), "é".repeat(2048)])("takes a long text for no ARN", async (value) => {
    const { body } = await assume([
      ["RoleArn", value],
      ["RoleSessionName", "session"],
    ]);
    expect(body).toContain(`<Code>ValidationError</Code>\n    <Message>${value} is invalid</Message>`);
  });

  it.each([
    [[["RoleSessionName", "session"]], "roleArn"],
    [[["RoleArn", ROLE_ARN]], "roleSessionName"],
  ] as const)("asks for what is missing", async (parameters, name) => {
    const { body } = await assume(parameters);
    expect(body).toContain(
      `<Message>1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null</Message>`,
    );
  });

  it("answers AssumeRole in AWS's order, and without a packed size that is nothing", async () => {
    const { body } = await assume([
      ["RoleArn", ROLE_ARN],
      ["RoleSessionName", "session"],
    ]);
    const elements = [...body.matchAll(/<(\w+)[ >]/g)].map(([, name]) => name);
    expect(elements).toEqual([
      "AssumeRoleResponse",
      "AssumeRoleResult",
      "AssumedRoleUser",
      "AssumedRoleId",
      "Arn",
      "Credentials",
      "AccessKeyId",
      "SecretAccessKey",
      "SessionToken",
      "Expiration",
      "ResponseMetadata",
      "RequestId",
    ]);
  });

  it("answers 501 to what it does not have", async () => {
    for (const name of ["AssumeRoleWithSAML", "AssumeRoot", "GetDelegatedAccessToken", "GetWebIdentityToken"]) {
      expect(await post(`Action=${name}&Version=2011-06-15`)).toMatchObject({ status: 501 });
    }
  });
});
