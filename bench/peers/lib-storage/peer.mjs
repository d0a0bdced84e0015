// Uploads a file with @aws-sdk/lib-storage: `node peer.mjs FILE ENDPOINT`. Copied to where the library is installed.
import { createReadStream } from "node:fs";

// By names in variables: they are no dependencies of this project.
const [s3, storage] = ["@aws-sdk/client-s3", "@aws-sdk/lib-storage"];
const { S3Client } = await import(s3);
const { Upload } = await import(storage);
const [file = "", endpoint] = process.argv.slice(2);
const client = new S3Client({ endpoint, forcePathStyle: true });
const Body = createReadStream(file, { highWaterMark: 1024 ** 2 });
// Parts and their number in flight as the others have them; its own defaults (5 MiB, 4) are slower.
const upload = new Upload({
  client,
  params: { Bucket: "bench", Key: "object", Body },
  partSize: 8 * 1024 ** 2,
  queueSize: 8,
});
await upload.done();
