import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials, startTestEmulator } from "../../support/emulator.ts";
import { basicIso, presign, sha256 } from "../../support/sigv4-by-hand.ts";
import { assume, iamOf, makeRole, makeUser, rootOf, stsOf, trust } from "../services/iam/identities.ts";
import { element, type RawAnswer, sendAnonymous } from "../services/s3/world.ts";

/** A call that is right but for what is given. */
interface Attempt {
  readonly credentials?: SdkCredentials;
  readonly at?: Date;
  readonly expires?: string;
  /** Headers that are signed besides the host. */
  readonly extra?: Readonly<Record<string, string>>;
  /** Headers that replace them after signing. */
  readonly after?: Readonly<Record<string, string>>;
}

const SERVICES = [
  ["sts", "Action=GetCallerIdentity&Version=2011-06-15"],
  ["iam", "Action=ListUsers&Version=2010-05-08"],
  ["cloudformation", "Action=ListStacks&Version=2010-05-15"],
  ["ec2", "Action=DescribeInstances&Version=2016-11-15"],
] as const;

describe.each(SERVICES)("%s, when the query is signed", (name, form) => {
  let emulator: Emulator;
  let root: SdkCredentials;
  const isEc2 = name === "ec2";
  const host = `${name}.amazonaws.com`;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    root = clientConfig(emulator).credentials;
  });
  afterAll(() => emulator.close());

  const refusal = ({ status, body }: RawAnswer): unknown[] => [
    status,
    element(body, "Code"),
    element(body, "Message")?.replaceAll("&apos;", "'"),
  ];

  function sendQuery(attempt: Attempt = {}, target = emulator) {
    const { credentials = root, at = target.now(), extra = {}, expires = "60" } = attempt;
    const query = Object.fromEntries(new URLSearchParams(form));
    const request = {
      method: "GET",
      path: "/",
      query,
      headers: { host, ...extra },
      expires,
      payloadHash: sha256(""),
    };
    const region = target.region;
    const signed = presign(request, { credentials, region, service: name, at });
    return sendAnonymous(target, {
      path: "/",
      host,
      query: signed,
      headers: { ...extra, ...attempt.after },
    });
  }

  it("takes it, with headers that are signed too, as tokens for Kubernetes are", async () => {
    expect((await sendQuery()).status).toBe(200);
    expect((await sendQuery({ extra: { "x-k8s-aws-id": "cluster" } })).status).toBe(200);
  });

  it("takes it from a session", async () => {
    const iam = iamOf(emulator);
    const { arn } = await makeRole(iam, { name: "presigns", trustPolicy: trust({ AWS: rootOf(emulator).accountId }) });
    const user = await makeUser(iam, "ada", [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }]);
    const session = await assume(stsOf(emulator, user), arn);
    const answer = await sendQuery({ credentials: session });
    expect(answer.status).toBe(name === "sts" ? 200 : 403);
    if (name === "sts") expect(answer.body).toContain(":assumed-role/presigns/session");
  });

  it("does not take it with another value for a header that is signed", async () => {
    const answer = await sendQuery({
      extra: { "x-k8s-aws-id": "cluster" },
      after: { "x-k8s-aws-id": "another" },
    });
    expect(refusal(answer)[1]).toBe(isEc2 ? "AuthFailure" : "SignatureDoesNotMatch");
  });

  it("takes it for a quarter of an hour, whatever it says itself", async () => {
    const own = await startTestEmulator();
    const at = own.now();
    const credentials = clientConfig(own).credentials;
    for (const expires of ["1", "nonsense", "604800"]) {
      expect((await sendQuery({ at, expires, credentials }, own)).status).toBe(200);
    }
    own.advanceClock(890);
    expect((await sendQuery({ at, credentials }, own)).status).toBe(200);
    own.advanceClock(15);
    const [, code, message] = refusal(await sendQuery({ at, credentials, expires: "604800" }, own));
    expect(code).toBe(isEc2 ? "RequestExpired" : "SignatureDoesNotMatch");
    if (!isEc2)
      expect(message).toMatch(new RegExp(`^Signature expired: ${basicIso(at)} is now earlier than .* - 15 min`));
    await own.close();
  });

  it("names the parameters that it misses", async () => {
    const query = { Action: "GetCallerIdentity", "X-Amz-Algorithm": "AWS4-HMAC-SHA256", "X-Amz-Date": "x" };
    const answer = await sendAnonymous(emulator, { path: "/", host, query });
    expect(refusal(answer)).toEqual([
      400,
      "IncompleteSignature",
      "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the query-string parameters.",
    ]);
  });
});
