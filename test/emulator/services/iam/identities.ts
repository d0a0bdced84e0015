import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, type AssumeRoleCommandInput, type Credentials, STSClient } from "@aws-sdk/client-sts";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials } from "../../../support/emulator.ts";

/** A statement of a policy, as JSON. */
export type Statement = Readonly<Record<string, unknown>>;

/** A policy document of version 2012-10-17. */
export function policyDocument(...statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Allows `actions` on `resource`, everything unless told otherwise. */
export function allow(actions: string | readonly string[], resource: string | readonly string[] = "*"): Statement {
  return { Effect: "Allow", Action: actions, Resource: resource };
}

/** A trust policy that lets `principal` assume the role. */
export function trust(principal: unknown, more: Statement = {}): string {
  return policyDocument({ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more });
}

/** Credentials of the root user of the emulator's account at `index`. */
export function rootOf(emulator: Emulator, index = 0): SdkCredentials & { readonly accountId: string } {
  const root = emulator.accounts[index];
  if (root === undefined) throw new Error(`the emulator has no account ${index}`);
  return root;
}

export const iamOf = (emulator: Emulator, credentials?: SdkCredentials): IAMClient =>
  new IAMClient(clientConfig(emulator, credentials));

export const stsOf = (emulator: Emulator, credentials?: SdkCredentials): STSClient =>
  new STSClient(clientConfig(emulator, credentials));

/** Makes a user with a key; with `statements`, with an inline policy named `rights`. */
export async function makeUser(
  iam: IAMClient,
  UserName: string,
  statements: readonly Statement[] = [],
): Promise<SdkCredentials & { readonly arn: string; readonly userId: string }> {
  const { User } = await iam.send(new CreateUserCommand({ UserName }));
  if (statements.length > 0) {
    const PolicyDocument = policyDocument(...statements);
    await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "rights", PolicyDocument }));
  }
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return {
    accessKeyId: AccessKey?.AccessKeyId ?? "",
    secretAccessKey: AccessKey?.SecretAccessKey ?? "",
    arn: User?.Arn ?? "",
    userId: User?.UserId ?? "",
  };
}

/** Makes a role; with `statements`, with an inline policy named `rights`. */
export async function makeRole(
  iam: IAMClient,
  { name, trustPolicy, statements = [] }: { name: string; trustPolicy: string; statements?: readonly Statement[] },
): Promise<{ readonly arn: string; readonly roleId: string }> {
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trustPolicy }));
  if (statements.length > 0) {
    const PolicyDocument = policyDocument(...statements);
    await iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "rights", PolicyDocument }));
  }
  return { arn: Role?.Arn ?? "", roleId: Role?.RoleId ?? "" };
}

/** Assumes a role as the client's caller. */
export async function assume(
  sts: STSClient,
  RoleArn: string,
  more: Partial<AssumeRoleCommandInput> = {},
): Promise<SdkCredentials> {
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn, RoleSessionName: "session", ...more }));
  return sdkCredentials(Credentials);
}

/** The credentials of an STS answer, in the shape that AWS's SDK takes. */
export function sdkCredentials(credentials: Credentials | undefined): SdkCredentials {
  return {
    accessKeyId: credentials?.AccessKeyId ?? "",
    secretAccessKey: credentials?.SecretAccessKey ?? "",
    sessionToken: credentials?.SessionToken ?? "",
  };
}
