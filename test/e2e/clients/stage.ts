// Sets the stage in each emulator: a bucket, a user who may assume a role, and sessions of that role that reach less than
// the role does. Writes the credentials to files of the folder that is given, for the shell to read.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, DeletePublicAccessBlockCommand, S3Client } from "@aws-sdk/client-s3";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { SdkCredentials } from "../../support/emulator.ts";

/** What `keylease emulator --json` prints. */
interface Started {
  readonly endpoint: string;
  readonly region: string;
  readonly accounts: readonly [{ readonly accountId: string } & SdkCredentials];
}

/** What each session may do, of all that its role may. */
const SESSIONS: Readonly<Record<string, (bucket: string) => readonly object[]>> = {
  scoped: (bucket) => [allow(["s3:PutObject", "s3:PutObjectAcl", "s3:GetObject"], `${bucket}/in/*`)],
  "put-only": (bucket) => [allow(["s3:PutObject"], `${bucket}/in/put-only`)],
  "put-acl": (bucket) => [allow(["s3:PutObject", "s3:PutObjectAcl"], `${bucket}/in/put-only`)],
  repository: (bucket) => [
    allow(["s3:GetBucketLocation", "s3:ListBucket"], bucket),
    allow(["s3:PutObject", "s3:GetObject", "s3:DeleteObject"], `${bucket}/repo/*`),
  ],
  // What keeps a folder and a prefix alike needs.
  sync: (bucket) => [
    allow(["s3:ListBucket"], bucket),
    allow(["s3:PutObject", "s3:PutObjectAcl", "s3:GetObject", "s3:DeleteObject"], `${bucket}/sync/*`),
  ],
  // The same, without the right to take anything away.
  "sync-keeping": (bucket) => [
    allow(["s3:ListBucket"], bucket),
    allow(["s3:PutObject", "s3:PutObjectAcl", "s3:GetObject"], `${bucket}/sync/*`),
  ],
  // s3fs looks for a folder under three names: `mount`, `mount/` and `mount_$folder$`.
  mount: (bucket) => [
    allow(["s3:ListBucket"], bucket),
    allow(["s3:GetObject"], `${bucket}/mount*`),
    allow(["s3:PutObject", "s3:DeleteObject"], `${bucket}/mount/*`),
  ],
};

const [folder = ""] = process.argv.slice(2);
const files = readdirSync(join(folder, "emulators"));
await Promise.all(files.map((file) => stage(basename(file, ".json"))));

async function stage(name: string): Promise<void> {
  const started = JSON.parse(readFileSync(join(folder, "emulators", `${name}.json`), "utf8")) as Started;
  const [root] = started.accounts;
  const bucket = `clients-${started.region}`;
  await makeBucket(started, bucket);
  const user = await makeUser(started);
  const roleArn = await makeRole(started, bucket);
  write(name, "root", root);
  write(name, "user", user);
  const sts = new STSClient(config(started, user));
  for (const [session, statements] of Object.entries(SESSIONS)) {
    const { Credentials: issued } = await sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: session, Policy: policy(statements(bucket)) }),
    );
    write(name, session, {
      accessKeyId: issued?.AccessKeyId ?? "",
      secretAccessKey: issued?.SecretAccessKey ?? "",
      sessionToken: issued?.SessionToken ?? "",
    });
  }
}

/** A bucket as those of 2014 were: uploads may carry ACLs. */
async function makeBucket(started: Started, bucket: string): Promise<void> {
  const s3 = new S3Client(config(started, started.accounts[0]));
  const constraint = started.region === "us-east-1" ? {} : { LocationConstraint: started.region as "eu-central-1" };
  await s3.send(
    new CreateBucketCommand({
      Bucket: bucket,
      ObjectOwnership: "ObjectWriter",
      ...(started.region === "us-east-1" ? {} : { CreateBucketConfiguration: constraint }),
    }),
  );
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
}

/** A user who may do nothing but assume the role. */
async function makeUser(started: Started): Promise<SdkCredentials> {
  const iam = new IAMClient(config(started, started.accounts[0]));
  const UserName = "deployer";
  await iam.send(new CreateUserCommand({ UserName }));
  const PolicyDocument = policy([{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }]);
  await iam.send(new PutUserPolicyCommand({ UserName, PolicyName: "assume", PolicyDocument }));
  const { AccessKey: key } = await iam.send(new CreateAccessKeyCommand({ UserName }));
  return { accessKeyId: key?.AccessKeyId ?? "", secretAccessKey: key?.SecretAccessKey ?? "" };
}

/** A role that may do everything with the bucket. */
async function makeRole(started: Started, bucket: string): Promise<string> {
  const iam = new IAMClient(config(started, started.accounts[0]));
  const RoleName = "uploader";
  const account = `arn:aws:iam::${started.accounts[0].accountId}`;
  const trust = [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { AWS: `${account}:user/deployer` } }];
  const { Role: role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: policy(trust) }));
  const PolicyDocument = policy([allow(["s3:*"], bucket), allow(["s3:*"], `${bucket}/*`)]);
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "bucket", PolicyDocument }));
  return role?.Arn ?? "";
}

function config({ endpoint, region }: Started, credentials: SdkCredentials) {
  return { endpoint, region, credentials, maxAttempts: 1 };
}

function allow(actions: readonly string[], resource: string): object {
  return { Effect: "Allow", Action: actions, Resource: `arn:aws:s3:::${resource}` };
}

function policy(statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

function write(name: string, session: string, credentials: SdkCredentials): void {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const lines = [`AWS_ACCESS_KEY_ID=${accessKeyId}`, `AWS_SECRET_ACCESS_KEY=${secretAccessKey}`];
  if (sessionToken !== undefined) lines.push(`AWS_SESSION_TOKEN=${sessionToken}`);
  writeFileSync(join(folder, "sessions", `${name}.${session}`), `${lines.join("\n")}\n`, { mode: 0o600 });
}
