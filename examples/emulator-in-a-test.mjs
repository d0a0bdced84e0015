// Starts the emulator inside a program, mints a lease and watches it expire. Usage: node emulator-in-a-test.mjs
import { strict as assert } from "node:assert";
import { CreateAccessKeyCommand, CreateRoleCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { startEmulator } from "keylease/emulator";

const emulator = await startEmulator({ region: "ap-northeast-1" });
const config = { endpoint: emulator.endpoint, region: emulator.region };
try {
  const iam = new IAMClient({ ...config, credentials: emulator.accounts[0] });
  const { User } = await iam.send(new CreateUserCommand({ UserName: "ci" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "ci" }));
  const trust = { Effect: "Allow", Principal: { AWS: User.Arn }, Action: "sts:AssumeRole" };
  const document = JSON.stringify({ Version: "2012-10-17", Statement: [trust] });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: "uploader", AssumeRolePolicyDocument: document }));

  const user = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  const assume = new AssumeRoleCommand({ RoleArn: Role.Arn, RoleSessionName: "job-7", DurationSeconds: 900 });
  const { Credentials } = await new STSClient({ ...config, credentials: user }).send(assume);
  const session = {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  };
  const sts = new STSClient({ ...config, credentials: session, maxAttempts: 1 });
  const { Arn } = await sts.send(new GetCallerIdentityCommand());
  process.stdout.write(`${Arn}\n`);

  emulator.advanceClock(901);
  await assert.rejects(sts.send(new GetCallerIdentityCommand()), { name: "ExpiredToken" });
  process.stdout.write("and 15 minutes later: ExpiredToken\n");
} finally {
  await emulator.close();
}
