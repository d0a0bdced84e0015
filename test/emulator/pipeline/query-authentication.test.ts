import { DeleteRoleCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials, startTestEmulator } from "../../support/emulator.ts";
import { sha256, signHeaders } from "../../support/sigv4-by-hand.ts";
import { assume, iamOf, makeRole, makeUser, rootOf, stsOf, trust } from "../services/iam/identities.ts";
import { element, type RawAnswer, sendAnonymous } from "../services/s3/world.ts";

/** A call that is right but for what is given. */
interface Attempt {
  readonly credentials?: SdkCredentials;
  readonly region?: string;
  /** In the scope; the call goes to the service under test all the same. */
  readonly service?: string;
  readonly at?: Date;
  readonly scopeDate?: string;
  /** Replaces or, with `undefined`, takes away a header after signing. */
  readonly after?: Readonly<Record<string, string | undefined>>;
  readonly body?: string;
}

const SERVICES = [
  ["sts", "Action=GetCallerIdentity&Version=2011-06-15", "https://sts.amazonaws.com/doc/2011-06-15/"],
  ["iam", "Action=ListUsers&Version=2010-05-08", "https://iam.amazonaws.com/doc/2010-05-08/"],
  ["cloudformation", "Action=ListStacks&Version=2010-05-15", "http://cloudformation.amazonaws.com/doc/2010-05-15/"],
  ["ec2", "Action=DescribeInstances&Version=2016-11-15", undefined],
] as const;

const UNAUTHENTICATED = [401, "AuthFailure", "AWS was not able to validate the provided access credentials"];
const EXPIRED = [400, "RequestExpired", "Request has expired."];
const wrong = (message: unknown): unknown[] => [403, "SignatureDoesNotMatch", message];

describe.each(SERVICES)("what %s says to callers that it cannot tell", (name, form, namespace) => {
  let emulator: Emulator;
  let root: SdkCredentials;
  const isEc2 = name === "ec2";
  const invalidToken = isEc2
    ? UNAUTHENTICATED
    : [403, "InvalidClientTokenId", "The security token included in the request is invalid."];
  beforeAll(async () => {
    emulator = await startTestEmulator();
    root = clientConfig(emulator).credentials;
  });
  afterAll(() => emulator.close());

  const host = `${name}.amazonaws.com`;

  function send(attempt: Attempt = {}, target = emulator): Promise<RawAnswer> {
    const { credentials = root, region = target.region, service = name, at = target.now(), scopeDate } = attempt;
    const headers = { host, "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
    const signed = signHeaders(
      { method: "POST", path: "/", headers, payloadHash: sha256(form) },
      { credentials, region, service, at, ...(scopeDate === undefined ? {} : { scopeDate }) },
    );
    const sent = Object.entries({ ...signed.headers, ...attempt.after }).filter(([, value]) => value !== undefined);
    const headersSent = Object.fromEntries(sent) as Record<string, string>;
    return sendAnonymous(target, { method: "POST", path: "/", host, headers: headersSent, body: attempt.body ?? form });
  }

  const refusal = ({ status, body }: RawAnswer): unknown[] => [
    status,
    element(body, "Code"),
    element(body, "Message")?.replaceAll("&apos;", "'").replaceAll("&lt;", "<"),
  ];
  const ask = async (attempt: Attempt): Promise<unknown[]> => refusal(await send(attempt));

  it("takes those who are right", async () => {
    expect((await send()).status).toBe(200);
  });

  it("refuses who does not sign", async () => {
    const answer = await ask({ after: { authorization: undefined } });
    expect(answer).toEqual(
      isEc2
        ? [400, "MissingParameter", "The request must contain the parameter AWSAccessKeyId"]
        : [403, "MissingAuthenticationToken", "Request is missing Authentication Token"],
    );
  });

  it("in its own envelope", async () => {
    const { body, headers } = await send({ after: { authorization: undefined } });
    const flat = body.replace(/>\s+</g, "><").replace(/[-0-9a-f]{36}/g, "ID");
    const [, code, message] = refusal({ status: 0, headers: {}, body });
    expect(flat.replace(/^<\?xml[^>]*>\s*/, "").trimEnd()).toBe(
      isEc2
        ? `<Response><Errors><Error><Code>${code}</Code><Message>${message}</Message></Error></Errors><RequestID>ID</RequestID></Response>`
        : `<ErrorResponse xmlns="${namespace}"><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error><RequestId>ID</RequestId></ErrorResponse>`,
    );
    expect(String(headers["x-amzn-requestid"] ?? element(body, "RequestID"))).toMatch(/^[-0-9a-f]{36}$/);
  });

  it("names the piece of a header that is no pair", async () => {
    const authorization = "AWS4-HMAC-SHA256 Credential=a, nonsense";
    expect(await ask({ after: { authorization } })).toEqual([
      400,
      "IncompleteSignature",
      `'nonsense' not a valid key=value pair (missing equal-sign) in Authorization header: '${authorization}'.`,
    ]);
  });

  it("names all that is missing from a header", async () => {
    const authorization = "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request";
    const [status, code, message] = await ask({ after: { authorization, "x-amz-date": undefined } });
    expect([status, code]).toEqual([400, "IncompleteSignature"]);
    expect(message).toBe(
      `Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. Authorization=${authorization}`,
    );
  });

  it("wants its terminator, its region and its own name in the scope", async () => {
    const authorization = "AWS4-HMAC-SHA256 Credential=a/b/c/d/aws5_request, SignedHeaders=host, Signature=0";
    expect(await ask({ after: { authorization } })).toEqual(
      wrong("Credential should be scoped with a valid terminator: 'aws4_request'"),
    );
    expect(await ask({ region: "eu-west-1" })).toEqual(wrong("Credential should be scoped to a valid region. "));
    expect(await ask({ service: "s3" })).toEqual(wrong(`Credential should be scoped to correct service: '${name}'. `));
    expect(await ask({ service: "s3", region: "eu-west-1" })).toEqual(
      wrong(
        `Credential should be scoped to a valid region. Credential should be scoped to correct service: '${name}'. `,
      ),
    );
  });

  it("looks at the scope before the key, at the key before the time, and at the time before the signature", async () => {
    const unknown = { accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey: "x" };
    const at = new Date(emulator.now().getTime() - 86_400_000);
    const secretAccessKey = "x".repeat(40);
    expect((await ask({ region: "eu-west-1", credentials: unknown, at }))[1]).toBe("SignatureDoesNotMatch");
    expect(await ask({ credentials: unknown, at })).toEqual(invalidToken);
    const old = await ask({ credentials: { ...root, secretAccessKey }, at });
    expect(old).toEqual(isEc2 ? EXPIRED : wrong(expect.stringMatching(/^Signature expired: /)));
  });

  it("does not know keys that are none, tokens that are none, nor keys without their tokens", async () => {
    const session = await newSession("bad-tokens");
    const other = await newSession("other-tokens");
    const { sessionToken: _token, ...bare } = session;
    for (const credentials of [
      { accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey: "x" },
      bare,
      { ...session, sessionToken: "nonsense" },
      { ...session, sessionToken: other.sessionToken ?? "" },
      { ...root, sessionToken: session.sessionToken ?? "" },
    ]) {
      expect(await ask({ credentials })).toEqual(invalidToken);
    }
  });

  async function newSession(role: string, target = emulator): Promise<SdkCredentials> {
    const iam = iamOf(target);
    const { arn } = await makeRole(iam, { name: role, trustPolicy: trust({ AWS: rootOf(target).accountId }) });
    const statement = { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" };
    const user = await makeUser(iam, `of-${role}`, [statement]);
    return assume(stsOf(target, user), arn, { DurationSeconds: 900 });
  }

  it("does not know sessions whose role is gone, also with a wrong signature", async () => {
    const session = await newSession("gone");
    await iamOf(emulator).send(new DeleteRoleCommand({ RoleName: "gone" }));
    expect(await ask({ credentials: session })).toEqual(invalidToken);
    expect(await ask({ credentials: { ...session, secretAccessKey: "x" } })).toEqual(invalidToken);
  });

  it("tells that a session is over, also with a wrong signature or without its role", async () => {
    const own = await startTestEmulator();
    const session = await newSession("over", own);
    own.advanceClock(901);
    const expected = isEc2 ? EXPIRED : [403, "ExpiredToken", "The security token included in the request is expired"];
    expect(refusal(await send({ credentials: session }, own))).toEqual(expected);
    expect(refusal(await send({ credentials: { ...session, secretAccessKey: "x" } }, own))).toEqual(expected);
    await iamOf(own).send(new DeleteRoleCommand({ RoleName: "over" }));
    expect(refusal(await send({ credentials: session }, own))).toEqual(expected);
    await own.close();
  });

  it("does not take a signature that is wrong, or of another body", async () => {
    const text =
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
    const expected = isEc2 ? UNAUTHENTICATED : wrong(text);
    expect(await ask({ credentials: { ...root, secretAccessKey: "x".repeat(40) } })).toEqual(expected);
    expect(await ask({ body: `${form}&a=b` })).toEqual(expected);
    expect(await ask({ after: { "content-type": "application/x-www-form-urlencoded" } })).toEqual(expected);
  });

  it("does not take what is older or newer than five minutes", async () => {
    for (const [minutes, text] of [
      [-6, /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/],
      [6, /^Signature not yet current: \d{8}T\d{6}Z is still later than \d{8}T\d{6}Z \(\d{8}T\d{6}Z \+ 5 min\.\)$/],
    ] as const) {
      const at = new Date(emulator.now().getTime() + minutes * 60_000);
      expect(await ask({ at })).toEqual(isEc2 ? EXPIRED : wrong(expect.stringMatching(text)));
      const near = new Date(emulator.now().getTime() + Math.sign(minutes) * 4 * 60_000);
      expect((await send({ at: near })).status).toBe(200);
    }
  });

  it("does not take the scope of another day", async () => {
    expect(await ask({ scopeDate: "20200101" })).toEqual(
      wrong("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP"),
    );
  });

  it("does not take a date that is none", async () => {
    const [status, code, message] = await ask({ after: { "x-amz-date": "today" } });
    expect([status, code]).toEqual([400, "IncompleteSignature"]);
    expect(message).toMatch(/^Date must be in ISO-8601 'basic format'\. Got 'today'\./);
  });

  it("does not take two signatures, nor Signature Version 2", async () => {
    const authorization = "AWS AKIAAAAAAAAAAAAAAAAA:abc";
    expect((await ask({ after: { authorization } })).slice(0, 2)).toEqual([501, "NotImplemented"]);
  });

  it("does not read a form that cannot be decoded", async () => {
    const body = "Action=%zz";
    const headers = { host, "content-type": "application/x-www-form-urlencoded" };
    const signed = signHeaders(
      { method: "POST", path: "/", headers, payloadHash: sha256(body) },
      { credentials: root, region: emulator.region, service: name, at: emulator.now() },
    );
    const answer = await sendAnonymous(emulator, { method: "POST", path: "/", host, headers: signed.headers, body });
    // STS says nothing at all.
    expect([answer.status, element(answer.body, "Code")]).toEqual([400, name === "sts" ? undefined : "InvalidURI"]);
  });

  it("refuses what is not allowed, with an ARN without quotes", async () => {
    if (name === "sts") return;
    const user = await makeUser(iamOf(emulator), `may-nothing-${name}`);
    const action = { iam: "iam:ListUsers", cloudformation: "cloudformation:ListStacks", ec2: "ec2:DescribeInstances" }[
      name
    ];
    const [status, code, message] = await ask({ credentials: user });
    expect([status, code]).toEqual([403, isEc2 ? "UnauthorizedOperation" : "AccessDenied"]);
    expect(message).toContain(`User: ${user.arn} is not authorized to perform: ${action}`);
    expect(message).toContain(`because no identity-based policy allows the ${action} action`);
    expect(message).not.toContain('"');
  });
});
