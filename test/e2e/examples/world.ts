import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GetObjectCommand, PutBucketCorsCommand, S3Client } from "@aws-sdk/client-s3";
import type { Emulator, RequestRecord } from "../../../src/emulator/index.ts";
import { clientConfig, startTestEmulator } from "../../support/emulator.ts";
import { prepareUploader } from "../../support/uploader.ts";
import { type RunningProgram, type Stage, setStage } from "./stage.ts";

/** Jobs of the branch that the role of `github-actions` is for. */
export const SUBJECT = "repo:acme@1001/app@2002:ref:refs/heads/main";
const BUCKET = "my-bucket";

/** What the examples meet: the same emulator for all of them. */
export interface World {
  readonly stage: Stage;
  readonly emulator: Emulator;
  /** What `emulator.mjs` would have a person paste. */
  readonly env: Readonly<Record<string, string>>;
  /** What `fake-github.mjs` would have a person paste. */
  readonly githubEnv: Readonly<Record<string, string>>;
  /** What is in the bucket; fails where there is no such object. */
  object(key: string, bucket?: string): Promise<Buffer>;
  /** The requests for an operation so far. */
  requests(operation: string): readonly RequestRecord[];
  close(): Promise<void>;
}

export async function makeWorld(): Promise<World> {
  const stage = await setStage();
  const keysFile = join(stage.folder, "github-keys.json");
  const github = stage.start(["examples/github-actions/fake-github.mjs", keysFile, SUBJECT, "0"], {});
  const githubEnv = await exportsOf(github, 2);
  const records: RequestRecord[] = [];
  const emulator = await startTestEmulator({
    region: "eu-west-1",
    oidcKeySets: {
      "https://token.actions.githubusercontent.com": JSON.parse(readFileSync(keysFile, "utf8")),
    },
    onRequest: (record) => records.push(record),
  });
  const { credentials, roleArn } = await prepareUploader(emulator, BUCKET);
  const s3 = new S3Client({ ...clientConfig(emulator), forcePathStyle: true });
  const CORSConfiguration = JSON.parse(readFileSync("examples/browser-post/cors.json", "utf8"));
  await s3.send(new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration }));
  return {
    stage,
    emulator,
    env: {
      AWS_ENDPOINT_URL: emulator.endpoint,
      AWS_REGION: emulator.region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      ROLE_ARN: roleArn,
      BUCKET,
    },
    githubEnv,
    async object(Key, Bucket = BUCKET) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    },
    requests: (operation) => records.filter((record) => record.operation === operation),
    async close() {
      await github.stop();
      await emulator.close();
      stage.remove();
    },
  };
}

/** What a program prints to be pasted into a shell, once it has printed so many lines of it. */
export async function exportsOf(program: RunningProgram, count: number): Promise<Record<string, string>> {
  const lines = await program.lines(count);
  return Object.fromEntries(
    lines.flatMap((line) => {
      const [, name, value = ""] = /^export (\w+)='?([^']*)'?$/.exec(line) ?? [];
      return name === undefined ? [] : [[name, value]];
    }),
  );
}
