// What the steps of the JavaScript SDK do: `ENDPOINT VERB ARGUMENTS`. Credentials and region come from the environment.
import { createReadStream, readFileSync, writeFileSync } from "node:fs";
import { GetObjectCommand, PutObjectCommand, S3Client, type S3ServiceException } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";

const [endpoint = "", verb = "", Bucket = "", Key = "", path = ""] = process.argv.slice(2);
const s3 = new S3Client({ endpoint });

const VERBS: Readonly<Record<string, () => Promise<void>>> = {
  async identity() {
    const { Arn: arn } = await new STSClient({ endpoint }).send(new GetCallerIdentityCommand({}));
    process.stdout.write(`${arn}\n`);
  },
  async bytes() {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: readFileSync(path) }));
  },
  async stream() {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: createReadStream(path) }));
  },
  async get() {
    const { Body: body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    writeFileSync(path, (await body?.transformToByteArray()) ?? "");
  },
};

try {
  await VERBS[verb]?.();
} catch (error) {
  const { name, $metadata, message } = error as S3ServiceException;
  process.stderr.write(`${name} ${$metadata?.httpStatusCode}: ${message}\n`);
  process.exitCode = 1;
}
