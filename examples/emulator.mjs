// An emulator for the examples, with a bucket, a role that may upload to it, and a user who may do nothing but assume
// that role. Prints the user's key and the names as lines for a shell. Usage: node emulator.mjs [PORT]
import { readFileSync } from "node:fs";
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  PutRolePolicyCommand,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { CreateBucketCommand, PutBucketCorsCommand, S3Client } from "@aws-sdk/client-s3";
import { startEmulator } from "keylease/emulator";

const Bucket = "my-bucket";
const allow = (statement) => JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

const emulator = await startEmulator({ region: "eu-west-1", port: Number(process.argv[2] ?? 4566) });
const config = { endpoint: emulator.endpoint, region: emulator.region, credentials: emulator.accounts[0] };

const s3 = new S3Client(config);
await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: "eu-west-1" } }));
const CORSConfiguration = JSON.parse(readFileSync(new URL("browser-post/cors.json", import.meta.url), "utf8"));
await s3.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration }));

const iam = new IAMClient(config);
const { User } = await iam.send(new CreateUserCommand({ UserName: "alice" }));
const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "alice" }));
const trust = allow({ Principal: { AWS: User.Arn }, Action: "sts:AssumeRole" });
const { Role } = await iam.send(new CreateRoleCommand({ RoleName: "uploader", AssumeRolePolicyDocument: trust }));
const mayUpload = allow({
  Action: ["s3:PutObject", "s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
  Resource: `arn:aws:s3:::${Bucket}/*`,
});
await iam.send(new PutRolePolicyCommand({ RoleName: "uploader", PolicyName: "upload", PolicyDocument: mayUpload }));
const mayAssume = allow({ Action: "sts:AssumeRole", Resource: Role.Arn });
await iam.send(new PutUserPolicyCommand({ UserName: "alice", PolicyName: "assume", PolicyDocument: mayAssume }));

const variables = {
  AWS_ENDPOINT_URL: emulator.endpoint,
  AWS_REGION: emulator.region,
  AWS_ACCESS_KEY_ID: AccessKey.AccessKeyId,
  AWS_SECRET_ACCESS_KEY: AccessKey.SecretAccessKey,
  ROLE_ARN: Role.Arn,
  BUCKET: Bucket,
};
// What else a shell may have of AWS would come first.
console.log("unset AWS_PROFILE AWS_SESSION_TOKEN");
for (const [name, value] of Object.entries(variables)) console.log(`export ${name}=${value}`);
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => emulator.close());
