import { ListUsersCommand } from "@aws-sdk/client-iam";
import {
  DecodeAuthorizationMessageCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  GetFederationTokenCommand,
  GetSessionTokenCommand,
  type STSClient,
} from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { refusal, type SdkCredentials, startTestEmulator } from "../../../support/emulator.ts";
import {
  allow,
  assume,
  iamOf,
  makeRole,
  makeUser,
  policyDocument,
  sdkCredentials,
  stsOf,
  trust,
} from "../iam/identities.ts";

type Kind = "role" | "federated user" | "session token" | "root's session token";

describe("what temporary credentials may not call, whatever the policies say", () => {
  let emulator: Emulator;
  let roleArn: string;
  const sessions = new Map<Kind, SdkCredentials>();

  beforeAll(async () => {
    emulator = await startTestEmulator();
    const iam = iamOf(emulator);
    const statements = [allow("*")];
    const user = await makeUser(iam, "ada", statements);
    ({ arn: roleArn } = await makeRole(iam, { name: "all", trustPolicy: trust("*"), statements }));
    const sts = stsOf(emulator, user);
    const Policy = policyDocument(...statements);
    sessions.set("role", await assume(sts, roleArn));
    const federated = await sts.send(new GetFederationTokenCommand({ Name: "guest", Policy }));
    sessions.set("federated user", sdkCredentials(federated.Credentials));
    sessions.set("session token", sdkCredentials((await sts.send(new GetSessionTokenCommand())).Credentials));
    const root = await stsOf(emulator).send(new GetSessionTokenCommand());
    sessions.set("root's session token", sdkCredentials(root.Credentials));
  });
  afterAll(() => emulator.close());

  const sts = (kind: Kind): STSClient => stsOf(emulator, sessions.get(kind));
  const all: readonly Kind[] = ["role", "federated user", "session token", "root's session token"];

  it.each(all)("a %s may ask who it is", async (kind) => {
    await sts(kind).send(new GetCallerIdentityCommand());
  });

  it.each(all)("a %s cannot call GetFederationToken", async (kind) => {
    expect(await refusal(sts(kind).send(new GetFederationTokenCommand({ Name: "guest" })))).toEqual({
      code: "AccessDenied",
      status: 403,
      message: "Cannot call GetFederationToken with session credentials",
    });
  });

  it.each(all)("a %s cannot call GetSessionToken", async (kind) => {
    expect(await refusal(sts(kind).send(new GetSessionTokenCommand()))).toEqual({
      code: "AccessDenied",
      status: 403,
      message: "Cannot call GetSessionToken with session credentials",
    });
  });

  it.each(all.slice(1))("a %s cannot call GetAccessKeyInfo, nor decode messages", async (kind) => {
    const info = new GetAccessKeyInfoCommand({ AccessKeyId: `AKIA${"Q".repeat(16)}` });
    expect(await refusal(sts(kind).send(info))).toMatchObject({ code: "AccessDenied", status: 403 });
    const decode = new DecodeAuthorizationMessageCommand({ EncodedMessage: "x" });
    expect(await refusal(sts(kind).send(decode))).toMatchObject({ code: "AccessDenied", status: 403 });
  });

  it("a role may call GetAccessKeyInfo", async () => {
    await sts("role").send(new GetAccessKeyInfoCommand({ AccessKeyId: sessions.get("role")?.accessKeyId }));
  });

  it("a role and a user's session token may assume a role", async () => {
    await assume(sts("role"), roleArn);
    await assume(sts("session token"), roleArn);
  });

  it("a federated user cannot assume a role, even one that everyone may", async () => {
    expect(await refusal(assume(sts("federated user"), roleArn))).toEqual({
      code: "AccessDenied",
      status: 403,
      message: `User: arn:aws:sts::111111111111:federated-user/guest is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    });
  });

  it("a role may call IAM", async () => {
    await iamOf(emulator, sessions.get("role")).send(new ListUsersCommand());
  });

  it.each(all.slice(1))("a %s cannot call IAM", async (kind) => {
    expect(await refusal(iamOf(emulator, sessions.get(kind)).send(new ListUsersCommand()))).toEqual({
      code: "InvalidClientTokenId",
      status: 403,
      message: "The security token included in the request is invalid.",
    });
  });
});
