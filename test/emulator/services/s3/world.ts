import { request } from "node:http";
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  type ObjectOwnership,
  PutBucketOwnershipControlsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import type { Emulator } from "../../../../src/emulator/index.ts";
import { clientConfig, type SdkCredentials } from "../../../support/emulator.ts";
import { signWithSmithy } from "../../../wire/sigv4/smithy-signer.ts";

export const s3Of = (emulator: Emulator, credentials?: SdkCredentials): S3Client =>
  new S3Client(clientConfig(emulator, credentials));

/** Makes a bucket; `ownership` and `open` undo the defaults that keep ACLs and the public out. */
export async function makeBucket(
  s3: S3Client,
  Bucket: string,
  { ownership, open = false }: { ownership?: ObjectOwnership; open?: boolean } = {},
): Promise<string> {
  await s3.send(new CreateBucketCommand({ Bucket }));
  if (ownership !== undefined) {
    const OwnershipControls = { Rules: [{ ObjectOwnership: ownership }] };
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
  }
  if (open) await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  return Bucket;
}

/** A request as it goes over the wire: nothing in `path` is touched. */
export interface RawRequest {
  readonly method?: string;
  /** Percent-encoded, without the query. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Default: the address that the emulator listens on. */
  readonly host?: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Sends a request that nobody signed. */
export function sendAnonymous(emulator: Emulator, raw: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(emulator.endpoint);
  const query = new URLSearchParams(raw.query ?? {}).toString().replaceAll("+", "%20");
  const { method = "GET", host = `${hostname}:${port}`, body = "" } = raw;
  return new Promise((resolve, reject) => {
    const outgoing = request({
      hostname,
      port,
      method,
      path: query === "" ? raw.path : `${raw.path}?${query}`,
      headers: {
        host,
        ...(body === "" && method !== "PUT" ? {} : { "content-length": String(Buffer.byteLength(body)) }),
        ...raw.headers,
      },
      agent: false,
    });
    outgoing.on("error", reject);
    outgoing.on("response", (incoming) => {
      const parts: Buffer[] = [];
      incoming.on("data", (part: Buffer) => parts.push(part));
      incoming.on("error", reject);
      incoming.on("end", () => {
        const { statusCode = 0, headers } = incoming;
        resolve({ status: statusCode, headers, body: Buffer.concat(parts).toString("utf8") });
      });
    });
    outgoing.end(body);
  });
}

/** Sends a request signed by the root user, or by whoever is given, with AWS's own signer. */
export async function sendSigned(
  emulator: Emulator,
  raw: RawRequest,
  credentials?: SdkCredentials,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(emulator.endpoint);
  const { method = "GET", path, query = {}, body = "", host = `${hostname}:${port}` } = raw;
  const { accessKeyId, secretAccessKey } = credentials ?? clientConfig(emulator).credentials;
  const headers = await signWithSmithy(
    { method, path: canonicalPath(path), query, body, headers: { host, ...raw.headers } },
    { accessKeyId, secretAccessKey, region: emulator.region, service: "s3", at: emulator.now() },
  );
  return sendAnonymous(emulator, { ...raw, host, headers });
}

/** S3 signers hash the path decoded once and encoded once, however it is then sent. */
function canonicalPath(path: string): string {
  const strict = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(decodeURIComponent(path))
    .replaceAll("%2F", "/")
    .replace(/[!'()*]/g, strict);
}

/** The text of the first element of that name. */
export function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}[^>]*>([^<]*)</${name}>`).exec(xml)?.[1];
}

/** Code, message and status of a refusal over the wire. */
export function refusedWith({ status, body }: RawAnswer): {
  code: string | undefined;
  status: number;
  message: string | undefined;
} {
  return { code: element(body, "Code"), status, message: element(body, "Message") };
}
