// Uploads with nothing but a lease document, which it is handed on standard input. Knows AWS's SDK and not Keylease.
// Usage: keylease lease s3://BUCKET/KEY --role-arn ARN | node by-document.mjs FILE
import { readFileSync } from "node:fs";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const lease = JSON.parse(readFileSync(0, "utf8"));
const { accessKeyId, secretAccessKey, sessionToken, expiration } = lease.credentials;
const s3 = new S3Client({
  region: lease.region,
  ...(lease.endpoints?.s3 === undefined ? {} : { endpoint: lease.endpoints.s3 }),
  credentials: { accessKeyId, secretAccessKey, sessionToken, expiration: new Date(expiration) },
});
const { bucket, key } = lease.scope;
await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: readFileSync(process.argv[2]) }));
console.log(`uploaded s3://${bucket}/${key}`);
