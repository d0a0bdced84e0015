import { createHmac } from "node:crypto";
import type { Emulator } from "../../../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials } from "../../../../support/emulator.ts";
import { type RawAnswer, sendAnonymous } from "../world.ts";

/** A form as a page would post it. */
export interface PostedForm {
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly file?: string | undefined;
  readonly filename?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Posts a form to a bucket. */
export function post(emulator: Emulator, bucket: string, form: PostedForm): Promise<RawAnswer> {
  const { fields, file, filename, headers } = form;
  const name = filename === undefined ? "" : `; filename="${filename}"`;
  const parts = fields.map(([field, value]) => `Content-Disposition: form-data; name="${field}"\r\n\r\n${value}`);
  if (file !== undefined) parts.push(`Content-Disposition: form-data; name="file"${name}\r\n\r\n${file}`);
  return sendAnonymous(emulator, {
    method: "POST",
    path: `/${bucket}`,
    headers: { "content-type": "multipart/form-data; boundary=XX", ...headers },
    body: `${parts.map((part) => `--XX\r\n${part}\r\n`).join("")}--XX--\r\n`,
  });
}

/** What a signer says in a form. */
export interface Signing {
  readonly fields: Readonly<Record<string, string>>;
  /** Besides those that the fields ask for. */
  readonly conditions?: readonly unknown[];
  /** Default: in a minute. */
  readonly expiration?: unknown;
  readonly credentials?: SdkCredentials;
  readonly region?: string;
  /** Fields that no condition names. */
  readonly unnamed?: Readonly<Record<string, string>>;
}

function policyOf(
  fields: Readonly<Record<string, string>>,
  { conditions = [], expiration }: Signing,
  now: Date,
): string {
  const named = Object.entries(fields).map(([name, value]) => ({ [name]: value }));
  const document = {
    expiration: expiration ?? new Date(now.getTime() + 60_000).toISOString(),
    conditions: [...named, ...conditions],
  };
  return Buffer.from(JSON.stringify(document)).toString("base64");
}

/** Fields signed with Signature Version 4, by code that shares nothing with the emulator's. */
export function signV4(emulator: Emulator, signing: Signing): [string, string][] {
  const now = emulator.now();
  const { accessKeyId, secretAccessKey, sessionToken } = signing.credentials ?? clientConfig(emulator).credentials;
  const time = now.toISOString().replace(/\.\d{3}|[-:]/g, "");
  const scope = [time.slice(0, 8), signing.region ?? emulator.region, "s3", "aws4_request"];
  const signed = {
    ...signing.fields,
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": `${accessKeyId}/${scope.join("/")}`,
    "x-amz-date": time,
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  };
  const policy = policyOf(signed, signing, now);
  let key = Buffer.from(`AWS4${secretAccessKey}`);
  for (const part of scope) key = createHmac("sha256", key).update(part).digest();
  const signature = createHmac("sha256", key).update(policy).digest("hex");
  return Object.entries({ ...signed, policy, "x-amz-signature": signature, ...signing.unnamed });
}

/** Fields signed with Signature Version 2. */
export function signV2(emulator: Emulator, signing: Signing): [string, string][] {
  const { accessKeyId, secretAccessKey } = signing.credentials ?? clientConfig(emulator).credentials;
  const policy = policyOf(signing.fields, signing, emulator.now());
  const signature = createHmac("sha1", secretAccessKey).update(policy).digest("base64");
  return Object.entries({ ...signing.fields, AWSAccessKeyId: accessKeyId, policy, signature });
}
