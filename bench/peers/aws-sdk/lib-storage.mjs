// Uploads a file with @aws-sdk/lib-storage: `node lib-storage.mjs FILE ENDPOINT BUCKET KEY default|tuned`. Copied to where
// the library is installed.
import { createReadStream } from "node:fs";

// By names in variables: they are no dependencies of this project.
const [s3, storage] = ["@aws-sdk/client-s3", "@aws-sdk/lib-storage"];
const { S3Client } = await import(s3);
const { Upload } = await import(storage);
const [file = "", endpoint, Bucket, Key, mode] = process.argv.slice(2);
const client = new S3Client({ endpoint, forcePathStyle: true });
// Tuned: parts and their number in flight as the others have them. Its own defaults are 5 MiB, four of them.
const tuned = { partSize: 8 * 1024 ** 2, queueSize: 8 };
const upload = new Upload({
  client,
  params: { Bucket, Key, Body: createReadStream(file, mode === "tuned" ? { highWaterMark: 1024 ** 2 } : {}) },
  ...(mode === "tuned" ? tuned : {}),
});
await upload.done();
