import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { Credentials } from "../../lease/index.ts";
import { rootClient } from "./root.ts";
import type { Scene } from "./stage.ts";

/** Two principals that the stack does not know. */
export interface Outsiders {
  /** An IAM user's long-term key; the user may put objects anywhere in the bucket and get federation tokens. */
  readonly user: Credentials;
  /** A session of a role that may assume any role that trusts it. */
  readonly role: Credentials;
}

/** Makes the two through IAM's API, as root. */
export async function createOutsiders({ emulator }: Scene, bucket: string): Promise<Outsiders> {
  const iam = new IAMClient(rootClient(emulator));
  const { User } = await iam.send(new CreateUserCommand({ UserName: "desk" }));
  await iam.send(
    new PutUserPolicyCommand({
      UserName: "desk",
      PolicyName: "desk",
      PolicyDocument: policy(
        { Effect: "Allow", Action: "s3:PutObject", Resource: `arn:aws:s3:::${bucket}/*` },
        { Effect: "Allow", Action: ["sts:GetFederationToken", "sts:AssumeRole"], Resource: "*" },
      ),
    }),
  );
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "desk" }));
  const user = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  return { user, role: await outsiderRole(iam, { emulator, userArn: User?.Arn ?? "", user }) };
}

async function outsiderRole(
  iam: IAMClient,
  { emulator, userArn, user }: { emulator: Scene["emulator"]; userArn: string; user: Credentials },
): Promise<Credentials> {
  const trust = policy({ Effect: "Allow", Principal: { AWS: userArn }, Action: "sts:AssumeRole" });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: "outsider", AssumeRolePolicyDocument: trust }));
  const PolicyDocument = policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" });
  await iam.send(new PutRolePolicyCommand({ RoleName: "outsider", PolicyName: "assume-anything", PolicyDocument }));
  const sts = new STSClient({ ...rootClient(emulator), credentials: user });
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: "outsider" }));
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
