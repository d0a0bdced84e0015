// A command for `keylease exec`: it tells what it finds, as JSON, by AWS's SDK.
// Arguments: tell | put BUCKET KEY… | put-by-line BUCKET | exit CODE | wait
import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
const [verb, ...rest] = process.argv.slice(2);
const say = (value) => writeSync(1, `${JSON.stringify(value)}\n`);

if (verb === "tell") say(process.env);
if (verb === "exit") process.exit(Number(rest[0]));
if (verb === "wait") {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      say({ signal });
      process.exit(7);
    });
  }
  say({ pid: process.pid });
  await pause(60_000);
}
if (verb === "put") await put(rest.slice(1));
if (verb === "put-by-line") await put(createInterface({ input: process.stdin }));

async function put(keys) {
  const [bucket] = rest;
  const s3 = new S3Client({});
  for await (const key of keys) {
    try {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: "x" }));
      const { accessKeyId } = await s3.config.credentials();
      say({ key, accessKeyId });
    } catch (error) {
      say({ key, error: error.name });
    }
  }
}
