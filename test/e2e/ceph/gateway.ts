import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { CreateBucketCommand, S3Client } from "@aws-sdk/client-s3";
import type { SdkCredentials } from "../../support/emulator.ts";
import { watchSecrets } from "../../support/secrets/watch.ts";

export const BUCKET = "leased";

/** A RADOS Gateway with a bucket, a role, and a user who may assume it. */
export interface Gateway {
  readonly endpoint: string;
  readonly region: string;
  readonly roleArn: string;
  /** May change everything. */
  readonly admin: SdkCredentials;
  /** May assume the role. */
  readonly caller: SdkCredentials;
  stop(): void;
}

/** The program that starts a gateway: `PROGRAM up FOLDER PORT` prints its keys as `NAME=value`, `PROGRAM wipe FOLDER` ends it. */
export const PROGRAM: string | undefined = process.env.KEYLEASE_RGW || undefined;

export async function startGateway(program: string): Promise<Gateway> {
  const folder = mkdtempSync(join(tmpdir(), "keylease-rgw-"));
  const port = await freePort();
  const printed = execFileSync(program, ["up", folder, String(port)], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const named = new Map(printed.split("\n").map((line) => line.split(/=(.*)/s) as [string, string]));
  const keyOf = (who: string): SdkCredentials => ({
    accessKeyId: named.get(`${who}_ACCESS_KEY_ID`) ?? "",
    secretAccessKey: named.get(`${who}_SECRET_ACCESS_KEY`) ?? "",
  });
  const [admin, caller] = [keyOf("ADMIN"), keyOf("APP")];
  watchSecrets(admin.secretAccessKey, caller.secretAccessKey);
  const [endpoint, region] = [`http://127.0.0.1:${port}`, named.get("AWS_REGION") ?? "us-east-1"];
  const client = { endpoint, region, credentials: admin };
  const trusted = named.get("APP_USER_ARN") ?? "";
  await new S3Client({ ...client, forcePathStyle: true }).send(new CreateBucketCommand({ Bucket: BUCKET }));
  const iam = new IAMClient(client);
  const AssumeRolePolicyDocument = policy({ Principal: { AWS: [trusted] }, Action: ["sts:AssumeRole"] });
  const RoleName = "uploader";
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
  const PolicyDocument = policy({ Action: ["s3:*"], Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`] });
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: "rights", PolicyDocument }));
  const stop = (): void => void execFileSync(program, ["wipe", folder], { stdio: "ignore" });
  return { endpoint, region, roleArn: Role?.Arn ?? "", admin, caller, stop };
}

const policy = (statement: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });

/** The gateway's monitor takes another port, ten above it. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
