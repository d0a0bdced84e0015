// Stands in for the AWS CLI where a page uses it: `aws s3 cp FILE s3://BUCKET/KEY` (or a prefix), by AWS's SDK with its own chain of
// credentials, endpoints and regions. test/e2e/clients lets the real one run.
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const [service, command, file = "", target = ""] = process.argv.slice(2);
const [, bucket, key = ""] = /^s3:\/\/([^/]+)\/(.*)$/.exec(target) ?? [];
if (service !== "s3" || command !== "cp" || bucket === undefined)
  throw new Error("only `aws s3 cp FILE s3://…` is known");
const Key = key === "" || key.endsWith("/") ? `${key}${basename(file)}` : key;
try {
  await new S3Client({ maxAttempts: 1 }).send(new PutObjectCommand({ Bucket: bucket, Key, Body: readFileSync(file) }));
  process.stdout.write(`upload: ${file} to s3://${bucket}/${Key}\n`);
} catch (error) {
  process.stderr.write(`upload failed: ${error.name}: ${error.message}\n`);
  process.exitCode = 1;
}
