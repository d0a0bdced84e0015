import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createInstanceImage, type TemporaryImage } from "../../src/cli/instance-image.ts";
import type { Emulator } from "../../src/emulator/index.ts";
import { type CliResult, cliEntry, runCli } from "../support/cli.ts";
import { clientConfig, startTestEmulator } from "../support/emulator.ts";
import { whyNoSandbox } from "../support/sandboxed-emulator.ts";

const skipped = whyNoSandbox();
const reason = skipped === undefined ? "" : ` (skipped: ${skipped})`;

describe.skipIf(skipped !== undefined)(`the shipped template with an instance that boots${reason}`, () => {
  let image: TemporaryImage;
  let emulator: Emulator;
  beforeAll(async () => {
    image = createInstanceImage(await cliEntry());
    emulator = await startTestEmulator({ instanceMode: "bubblewrap", instanceImage: image.image });
  });
  afterAll(async () => {
    await emulator.close();
    image.remove();
  });

  const deploy = (stackName: string, ...parameters: readonly string[]): Promise<CliResult> => {
    const { endpoint, region, credentials } = clientConfig(emulator);
    const env = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    };
    const args = parameters.flatMap((parameter) => ["--parameter", parameter]);
    return runCli(["deploy", "--stack-name", stackName, ...args], { env });
  };
  const bucketOf = ({ stdout }: CliResult): string => /^BucketName +(\S+)$/m.exec(stdout)?.[1] ?? "";
  const anonymous = (path: string): Promise<Response> => fetch(`${emulator.endpoint}/${path}`);

  it("is complete when the object is there, which is private", { timeout: 60_000 }, async () => {
    const deployed = await deploy("alone", "ObjectKey=reports/2026.txt");
    expect(deployed).toMatchObject({ exitCode: 0 });
    const Bucket = bucketOf(deployed);
    const s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: "reports/2026.txt" }));
    expect(await Body?.transformToString()).toMatch(/^Uploaded at .+ by the stack alone\n$/);
    expect((await anonymous(`${Bucket}/reports/2026.txt`)).status).toBe(403);
  });

  it("uploads for everybody to read, with an external id", { timeout: 60_000 }, async () => {
    const deployed = await deploy("open", "ObjectAccess=public-read", "ExternalId=customer:17");
    expect(deployed).toMatchObject({ exitCode: 0 });
    const answer = await anonymous(`${bucketOf(deployed)}/hoge`);
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("by the stack open")]);
  });

  it("uploads by TLS where the bucket takes nothing else", { timeout: 60_000 }, async () => {
    const deployed = await deploy("tls", "ObjectAccess=public-read", "RequireTls=true");
    expect(deployed).toMatchObject({ exitCode: 0 });
    // It is public, and yet nobody gets it by plain HTTP.
    expect((await anonymous(`${bucketOf(deployed)}/hoge`)).status).toBe(403);
  });
});
