import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type EmulatorProcess, startEmulatorProcess } from "../cli/emulator-process.ts";
import { type CliResult, runCli } from "../support/cli.ts";
import { whyNoSandbox } from "../support/sandboxed-emulator.ts";

const skipped = whyNoSandbox();
const reason = skipped === undefined ? "" : ` (skipped: ${skipped})`;

describe.skipIf(skipped !== undefined)(`the shipped template with an instance that boots${reason}`, () => {
  let emulator: EmulatorProcess;
  beforeAll(async () => {
    emulator = await startEmulatorProcess("--region", "ap-northeast-1", "--instances", "bubblewrap");
  });
  afterAll(() => emulator.stop());

  const deploy = (stackName: string, ...parameters: readonly string[]): Promise<CliResult> => {
    const args = parameters.flatMap((parameter) => ["--parameter", parameter]);
    return runCli(["deploy", "--stack-name", stackName, ...args], { env: emulator.env });
  };
  const bucketOf = ({ stdout }: CliResult): string => /^BucketName +(\S+)$/m.exec(stdout)?.[1] ?? "";
  const anonymous = (path: string): Promise<Response> => fetch(`${emulator.line.endpoint}/${path}`);

  it("is complete when the object is there, which is private", { timeout: 60_000 }, async () => {
    const deployed = await deploy("alone", "ObjectKey=reports/2026.txt");
    expect(deployed).toMatchObject({ exitCode: 0 });
    const Bucket = bucketOf(deployed);
    const s3 = new S3Client({ ...emulator.target, forcePathStyle: true });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "reports/2026.txt" }));
    expect(await Body?.transformToString()).toMatch(/^Uploaded at .+ by the stack alone\n$/);
    expect((await anonymous(`${Bucket}/reports/2026.txt`)).status).toBe(403);
  });

  it("uploads by TLS where the bucket takes nothing else, for everybody to read", { timeout: 60_000 }, async () => {
    const deployed = await deploy("open", "ObjectAccess=public-read", "ExternalId=customer:17", "RequireTls=true");
    expect(deployed).toMatchObject({ exitCode: 0 });
    // The object is there; by plain HTTP nobody gets it.
    expect((await anonymous(`${bucketOf(deployed)}/hoge`)).status).toBe(403);
  });
});
