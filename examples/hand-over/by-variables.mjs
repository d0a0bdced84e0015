// Uploads with what AWS's SDK finds in the environment, as any program does that was never written for leases.
// Usage: node by-variables.mjs FILE BUCKET KEY
import { readFileSync } from "node:fs";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";

const [file, Bucket, Key] = process.argv.slice(2);
await new S3Client().send(new PutObjectCommand({ Bucket, Key, Body: readFileSync(file) }));
console.log(`uploaded s3://${Bucket}/${Key}`);
