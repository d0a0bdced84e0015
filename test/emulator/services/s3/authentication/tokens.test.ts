import {
  DeleteAccessKeyCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  UpdateAccessKeyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials, startTestEmulator } from "../../../../support/emulator.ts";
import { allow, assume, iamOf, makeRole, makeUser, rootOf, stsOf, trust } from "../../iam/identities.ts";
import { makeBucket, s3Of } from "../world.ts";
import { type Attempt, errorOf, sendPresigned, sendWithHeader } from "./by-hand.ts";

const TEXTS: Readonly<Record<string, string>> = {
  InvalidAccessKeyId: "The AWS Access Key Id you provided does not exist in our records.",
  InvalidToken: "The provided token is malformed or otherwise invalid.",
  ExpiredToken: "The provided token has expired.",
};

const unknownKey = (key: string): object => ({
  status: 403,
  Code: "InvalidAccessKeyId",
  Message: TEXTS.InvalidAccessKeyId,
  AWSAccessKeyId: key,
});
const badToken = (code: "InvalidToken" | "ExpiredToken", token = ""): object => ({
  status: 400,
  Code: code,
  Message: TEXTS[code],
  "Token-0": token,
});

/** Both ways to sign, by what they have in common. */
const WAYS = [
  ["in the header", sendWithHeader],
  ["in the query", sendPresigned],
] as const;

describe.each(WAYS)("keys and tokens that sign %s", (_way, send) => {
  let emulator: Emulator;
  let session: SdkCredentials;
  let names = 0;
  beforeAll(async () => {
    emulator = await startTestEmulator();
    await makeBucket(s3Of(emulator), "tokens");
  });
  afterAll(() => emulator.close());
  beforeEach(async () => {
    session = await newSession(`role-${++names}`);
  });

  async function newSession(name: string): Promise<SdkCredentials> {
    const { accountId } = rootOf(emulator);
    const role = await makeRole(iamOf(emulator), {
      name,
      trustPolicy: trust({ AWS: accountId }),
      statements: [allow("s3:*")],
    });
    const user = await makeUser(iamOf(emulator), `of-${name}`, [allow("sts:AssumeRole")]);
    return assume(stsOf(emulator, user), role.arn, { DurationSeconds: 900 });
  }

  const deleteRole = async (RoleName: string): Promise<void> => {
    await iamOf(emulator).send(new DeleteRolePolicyCommand({ RoleName, PolicyName: "rights" }));
    await iamOf(emulator).send(new DeleteRoleCommand({ RoleName }));
  };

  /** Lists the bucket, which is allowed to all who are known. */
  const ask = async (
    credentials: SdkCredentials,
    more: Partial<Attempt> = {},
  ): Promise<Readonly<Record<string, string | number>>> =>
    errorOf(await send(emulator, { path: "/tokens", query: { "list-type": "2" }, credentials, ...more }));

  /** The same key without the token, or with another. */
  const withToken = (sessionToken?: string): SdkCredentials => {
    const { accessKeyId, secretAccessKey } = session;
    return sessionToken === undefined
      ? { accessKeyId, secretAccessKey }
      : { accessKeyId, secretAccessKey, sessionToken };
  };
  const wrongSecret = (credentials: SdkCredentials): SdkCredentials => ({
    ...credentials,
    secretAccessKey: "x".repeat(40),
  });

  it("are taken where all is right", async () => {
    expect(await ask(session)).toMatchObject({ status: 200 });
    expect(await ask(clientConfig(emulator).credentials)).toMatchObject({ status: 200 });
  });

  it("are refused by InvalidAccessKeyId where the key is unknown, also with a wrong signature", async () => {
    const accessKeyId = "AKIAAAAAAAAAAAAAAAAA";
    expect(await ask({ accessKeyId, secretAccessKey: "x" })).toEqual(unknownKey(accessKeyId));
  });

  it("are refused by InvalidAccessKeyId where the key is inactive or deleted, or its user is", async () => {
    const iam = iamOf(emulator);
    const UserName = `user-${++names}`;
    const user = await makeUser(iam, UserName, [allow("s3:*")]);
    expect(await ask(user)).toMatchObject({ status: 200 });
    const AccessKeyId = user.accessKeyId;
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Inactive" }));
    expect(await ask(user)).toEqual(unknownKey(AccessKeyId));
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: "Active" }));
    expect(await ask(user)).toMatchObject({ status: 200 });
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    await iam.send(new DeleteUserPolicyCommand({ UserName, PolicyName: "rights" }));
    await iam.send(new DeleteUserCommand({ UserName }));
    expect(await ask(user)).toEqual(unknownKey(AccessKeyId));
  });

  it("are refused by InvalidAccessKeyId where a session's key has no token, an empty one, or another session's", async () => {
    const other = await newSession(`other-${++names}`);
    for (const credentials of [withToken(), withToken(""), withToken(other.sessionToken)]) {
      expect(await ask(credentials)).toEqual(unknownKey(session.accessKeyId));
      expect(await ask(wrongSecret(credentials))).toEqual(unknownKey(session.accessKeyId));
    }
  });

  it("are refused by InvalidToken where the token is none of ours, or was changed", async () => {
    const { sessionToken = "" } = session;
    const changed = `${sessionToken.slice(0, 40)}${sessionToken[40] === "A" ? "B" : "A"}${sessionToken.slice(41)}`;
    for (const token of ["nonsense", changed, sessionToken.slice(0, -4), "=".repeat(3000)]) {
      expect(await ask(withToken(token))).toEqual(badToken("InvalidToken", token));
      expect(await ask(wrongSecret(withToken(token)))).toEqual(badToken("InvalidToken", token));
    }
  });

  it("are refused by InvalidToken where a long-term key has a token, but only once its signature holds", async () => {
    const { sessionToken = "" } = session;
    const root = { ...clientConfig(emulator).credentials, sessionToken };
    expect(await ask(root)).toEqual(badToken("InvalidToken", sessionToken));
    expect(await ask(wrongSecret(root))).toMatchObject({ status: 403, Code: "SignatureDoesNotMatch" });
  });

  it("are refused by the scope before anybody looks at the key", async () => {
    const region = "eu-west-1";
    const Code = send === sendWithHeader ? "AuthorizationHeaderMalformed" : "AuthorizationQueryParametersError";
    const unknown = { accessKeyId: "AKIAAAAAAAAAAAAAAAAA", secretAccessKey: "x" };
    for (const credentials of [unknown, withToken("nonsense"), wrongSecret(session)]) {
      expect(await ask(credentials, { region })).toMatchObject({ status: 400, Code, Region: "ap-northeast-1" });
    }
  });

  it("are refused by the key before anybody looks at the time", async () => {
    const at = new Date(emulator.now().getTime() - 86_400_000);
    const accessKeyId = "AKIAAAAAAAAAAAAAAAAA";
    expect(await ask({ accessKeyId, secretAccessKey: "x" }, { at })).toEqual(unknownKey(accessKeyId));
  });

  it("are refused by InvalidAccessKeyId where the role is gone, also with a wrong signature or an old one", async () => {
    await deleteRole(`role-${names}`);
    const at = new Date(emulator.now().getTime() - 86_400_000);
    expect(await ask(session)).toEqual(unknownKey(session.accessKeyId));
    expect(await ask(wrongSecret(session))).toEqual(unknownKey(session.accessKeyId));
    expect(await ask(session, { at })).toEqual(unknownKey(session.accessKeyId));
  });

  it("are refused by InvalidAccessKeyId where the role was made anew under its name", async () => {
    const name = `role-${names}`;
    await deleteRole(name);
    const trustPolicy = trust({ AWS: rootOf(emulator).accountId });
    await makeRole(iamOf(emulator), { name, trustPolicy, statements: [allow("s3:*")] });
    expect(await ask(session)).toEqual(unknownKey(session.accessKeyId));
  });

  it("are refused by ExpiredToken once their session is over, whatever else is wrong", async () => {
    const { sessionToken } = session;
    emulator.advanceClock(901);
    expect(await ask(session)).toEqual(badToken("ExpiredToken", sessionToken));
    expect(await ask(wrongSecret(session))).toEqual(badToken("ExpiredToken", sessionToken));
    await deleteRole(`role-${names}`);
    expect(await ask(session)).toEqual(badToken("ExpiredToken", sessionToken));
  });
});
