import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { end } from "../s3/processes.ts";
import { type Environment, startEmulator } from "./run.ts";

/** An emulator with somebody who may lease, and what to run for it. */
export interface Stage {
  readonly env: Environment;
  readonly leaseArguments: readonly string[];
  /** After the first time it comes from the cache. */
  readonly processArguments: readonly string[];
  close(): Promise<void>;
}

/** Starts an emulator, and makes a user in it who may assume one role. */
export async function prepareStage(entry: string, folder: string): Promise<Stage> {
  const base = {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_REGION: "us-east-1",
  };
  const { line, child } = await startEmulator(entry, base);
  const { endpoint, accounts } = JSON.parse(line) as {
    endpoint: string;
    accounts: [{ accountId: string; accessKeyId: string; secretAccessKey: string }];
  };
  const iam = new IAMClient({ endpoint, region: base.AWS_REGION, credentials: accounts[0] });
  const allow = (statement: object): string =>
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", ...statement }] });
  await iam.send(new CreateUserCommand({ UserName: "ci" }));
  const role = await iam.send(
    new CreateRoleCommand({
      RoleName: "uploader",
      AssumeRolePolicyDocument: allow({ Principal: { AWS: `arn:aws:iam::${accounts[0].accountId}:root` } }),
    }),
  );
  const roleArn = role.Role?.Arn ?? "";
  await iam.send(
    new PutUserPolicyCommand({ UserName: "ci", PolicyName: "assume", PolicyDocument: allow({ Resource: roleArn }) }),
  );
  const leaseArguments = ["lease", "s3://my-bucket/report.txt", "--role-arn", roleArn];
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "ci" }));
  return {
    env: {
      ...base,
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? "",
      AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? "",
    },
    leaseArguments,
    processArguments: [...leaseArguments, "--format", "process"],
    close: () => end(child),
  };
}
