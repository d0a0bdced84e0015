// The same for a machine without the AWS CLI: uploads last night's file with AWS's SDK, which gets its credentials by the
// profile. Usage: node upload.mjs FOLDER, with BUCKET and AWS_CONFIG_FILE in the environment
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { fromIni } from "@aws-sdk/credential-providers";

const [folder = "."] = process.argv.slice(2);
const now = new Date();
const [month, day] = [now.getMonth() + 1, now.getDate()].map((number) => String(number).padStart(2, "0"));
const name = `backup-${now.getFullYear()}-${month}-${day}.tar.gz`;

// By its name and not by AWS_PROFILE: Keylease would look there for its own caller, and so ask itself. The client takes the
// region from the profile; `fromIni` gives the profile's credentials whatever else is in the environment.
const profile = "last-night";
const s3 = new S3Client({ profile, credentials: fromIni({ profile }) });
const Body = readFileSync(join(folder, name));
await s3.send(new PutObjectCommand({ Bucket: process.env.BUCKET, Key: `nightly/${name}`, Body }));
