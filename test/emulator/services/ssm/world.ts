import {
  GetParameterCommand,
  type GetParameterCommandOutput,
  PutParameterCommand,
  type PutParameterCommandInput,
  SSMClient,
} from "@aws-sdk/client-ssm";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials } from "../../../support/emulator.ts";
import { iamOf, makeUser, type Statement } from "../iam/identities.ts";

export const ARN = "arn:aws:ssm:ap-northeast-1:111111111111:parameter";
export const PUBLIC_NAME = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64";

export const ssmOf = (emulator: Emulator, credentials?: SdkCredentials): SSMClient =>
  new SSMClient(clientConfig(emulator, credentials));

export const put = (ssm: SSMClient, Name: string, more: Partial<PutParameterCommandInput> = {}) =>
  ssm.send(new PutParameterCommand({ Name, Value: "value", Type: "String", ...more }));

export async function get(
  ssm: SSMClient,
  Name: string,
  WithDecryption = false,
): Promise<NonNullable<GetParameterCommandOutput["Parameter"]>> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name, WithDecryption }));
  return Parameter ?? {};
}

let users = 0;

/** Systems Manager as a new user who may do what the statements say. */
export async function userWith(emulator: Emulator, ...statements: readonly Statement[]): Promise<SSMClient> {
  return ssmOf(emulator, await makeUser(iamOf(emulator), `ssm-user${++users}`, statements));
}
