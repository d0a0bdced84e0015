import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateAccessKeyCommand, CreateUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runCli } from "../support/cli.ts";
import { type EmulatorProcess, startEmulatorProcess } from "./emulator-process.ts";

const folder = mkdtempSync(join(tmpdir(), "keylease-article-"));
const file = join(folder, "s3up.rb");
writeFileSync(file, "puts 1\n");
let emulator: EmulatorProcess;
let outputs: Record<string, string>;
/** The variables of a user who may assume the role. */
let env: Record<string, string>;

beforeAll(async () => {
  emulator = await startEmulatorProcess("--region", "ap-northeast-1");
  const { endpoint, region, accounts } = emulator.line;
  const [root = { accountId: "", accessKeyId: "", secretAccessKey: "" }] = accounts;
  const iam = new IAMClient({ endpoint, region, credentials: { ...root } });
  const { User } = await iam.send(new CreateUserCommand({ UserName: "alice" }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: "alice" }));
  env = {
    ...emulator.env,
    AWS_ACCESS_KEY_ID: AccessKey?.AccessKeyId ?? "",
    AWS_SECRET_ACCESS_KEY: AccessKey?.SecretAccessKey ?? "",
  };
  const template = join(folder, "template.json");
  writeFileSync(template, JSON.stringify(templateFor(User?.Arn ?? "")));
  const deployed = await runCli(["deploy", "--template", template, "--json"], { env: emulator.env });
  outputs = JSON.parse(deployed.stdout).outputs;
});
afterAll(async () => {
  await emulator.stop();
  rmSync(folder, { recursive: true });
});

/** The article's bucket and role, with a user in the place of the instance's role. */
function templateFor(userArn: string): object {
  const statement = (rest: object) => ({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...rest }] });
  return {
    Resources: {
      S3PrivateBucket: {
        Type: "AWS::S3::Bucket",
        Properties: {
          OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerPreferred" }] },
          PublicAccessBlockConfiguration: { BlockPublicAcls: false, IgnorePublicAcls: false },
        },
      },
      RoleForAssume: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: statement({ Principal: { AWS: userArn }, Action: "sts:AssumeRole" }),
          Policies: [
            {
              PolicyName: "s3-policy",
              PolicyDocument: statement({
                Action: ["s3:PutObject", "s3:PutObjectAcl"],
                Resource: { "Fn::Join": ["", ["arn:aws:s3:::", { Ref: "S3PrivateBucket" }, "/*"]] },
              }),
            },
          ],
        },
      },
    },
    Outputs: {
      Bucket: { Value: { Ref: "S3PrivateBucket" } },
      Role: { Value: { "Fn::GetAtt": ["RoleForAssume", "Arn"] } },
    },
  };
}

describe("the article's command line", () => {
  it("uploads on the emulator as it stands there", async () => {
    const { Bucket = "", Role = "" } = outputs;
    const { AWS_REGION = "", ...others } = env;
    const args = ["--region", AWS_REGION, "--s3-object-key", "hoge", "--backet", Bucket, "--role-arn", Role, file];
    const { exitCode, stdout, stderr } = await runCli(["put", ...args, "--acl", "public-read"], { env: others });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    const url = stdout.trimEnd().split("\n").at(-1) ?? "";
    expect(url).toBe(`${emulator.line.endpoint}/${Bucket}/hoge`);
    expect(await (await fetch(url)).text()).toBe("puts 1\n");
  });
});

describe("a lease that is handed to another program", () => {
  it("uploads there without any variable of AWS's, and its refusal on another key is explained", async () => {
    const { Bucket = "", Role = "" } = outputs;
    const lease = await runCli(["lease", `s3://${Bucket}/a*`, "--role-arn", Role, "--json"], { env });
    expect(lease.exitCode).toBe(0);
    const put = await runCli(["put", file, "--lease", "-"], { input: lease.stdout });
    expect({ exitCode: put.exitCode, stderr: put.stderr }).toEqual({ exitCode: 0, stderr: "" });

    // The document is changed to name another key, as somebody who wants more would do.
    const forged = JSON.parse(lease.stdout);
    forged.scope.key = "ab";
    const refused = await runCli(["put", file, "--lease", "-", "--json"], { input: JSON.stringify(forged) });
    expect(refused.exitCode).toBe(3);
    const { facts } = JSON.parse(refused.stderr).error;
    expect(facts).toMatchObject({ awsCode: "AccessDenied", status: 403 });
    const { sessionToken, secretAccessKey } = forged.credentials;
    for (const secret of [sessionToken, secretAccessKey]) expect(refused.stderr).not.toContain(secret);

    const explained = await runCli(["explain", facts.requestId], { env: { XDG_STATE_HOME: emulator.stateHome } });
    expect(explained.stdout).toContain(`arn:aws:s3:::${Bucket}/a\${*}`);
    expect(explained.stdout).toContain("s3-policy");
  });

  it("cannot be taken for a role that does not trust the caller, which is told with the request's id", async () => {
    const args = ["lease", "s3://my-bucket/key", "--role-arn", "arn:aws:iam::000000000000:role/nobody"];
    const { exitCode, stderr } = await runCli(args, { env });
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(
      /^keylease: sts refused AssumeRole with AccessDenied: User: .+\n.*keylease explain [0-9a-f-]{36}/,
    );
    expect(stderr).not.toContain(env.AWS_SECRET_ACCESS_KEY as string);
  });
});
