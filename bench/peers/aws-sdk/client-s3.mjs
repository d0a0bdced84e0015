// Uploads all files of a directory with @aws-sdk/client-s3: `node client-s3.mjs DIRECTORY ENDPOINT BUCKET PREFIX NUMBER`,
// so many of them at a time. Copied to where the library is installed.
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";

// By names in variables: they are no dependencies of this project.
const [s3, handler] = ["@aws-sdk/client-s3", "@smithy/node-http-handler"];
const { PutObjectCommand, S3Client } = await import(s3);
const { NodeHttpHandler } = await import(handler);
const { Agent: PlainAgent } = await import("node:http");
const { Agent: SecureAgent } = await import("node:https");
const [directory = "", endpoint, Bucket, prefix = "", number = ""] = process.argv.slice(2);
const options = { keepAlive: true, maxSockets: Number(number) };
const client = new S3Client({
  endpoint,
  forcePathStyle: true,
  requestHandler: new NodeHttpHandler({ httpAgent: new PlainAgent(options), httpsAgent: new SecureAgent(options) }),
});
const entries = await readdir(directory, { recursive: true, withFileTypes: true });
const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
const putNext = async () => {
  for (let file = files.pop(); file !== undefined; file = files.pop()) {
    const Key = `${prefix}${relative(directory, file)}`;
    await client.send(new PutObjectCommand({ Bucket, Key, Body: await readFile(file) }));
  }
};
await Promise.all(Array.from({ length: Number(number) }, putNext));
