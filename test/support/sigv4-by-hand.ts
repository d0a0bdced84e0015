import { createHash, createHmac } from "node:crypto";
import type { SdkCredentials } from "./emulator.ts";

/**
 * Signature Version 4 of S3 written down from its definition, for what no SDK sends: signed chunks, and requests that
 * are wrong in one place. It shares no code with the emulator that it is tried on.
 */

export const sha256 = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

const hmac = (key: string | Uint8Array, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** `20150830T123600Z`. */
export const basicIso = (at: Date): string => at.toISOString().replace(/\.\d{3}|[-:]/g, "");

/** Percent-encoding of everything but the unreserved characters. */
export const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** Who signs, when and for what. */
export interface HandSigning {
  readonly credentials: SdkCredentials;
  readonly region: string;
  readonly service?: string;
  readonly at: Date;
  /** Default: the day of `at`. */
  readonly scopeDate?: string;
}

/** A request as it is signed. */
export interface HandRequest {
  readonly method: string;
  /** As it is sent: percent-encoded once. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** With `host`; lower-case names. All are signed. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A signature with all that went into it. */
export interface HandSignature {
  readonly signature: string;
  readonly canonicalRequest: string;
  readonly stringToSign: string;
  readonly signedHeaders: string;
  readonly scope: string;
  readonly key: Buffer;
}

const scopeOf = ({ at, region, service = "s3", scopeDate }: HandSigning): string =>
  `${scopeDate ?? basicIso(at).slice(0, 8)}/${region}/${service}/aws4_request`;

function sign(request: HandRequest, payloadHash: string, signing: HandSigning): HandSignature {
  const names = Object.keys(request.headers).sort();
  const query = Object.entries(request.query ?? {})
    .map(([name, value]) => [encoded(name), encoded(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const lines = names.map((name) => `${name}:${(request.headers[name] ?? "").trim().replace(/ +/g, " ")}\n`).join("");
  const signedHeaders = names.join(";");
  const canonicalRequest = [request.method, request.path, query, lines, signedHeaders, payloadHash].join("\n");
  const scope = scopeOf(signing);
  const stringToSign = `AWS4-HMAC-SHA256\n${basicIso(signing.at)}\n${scope}\n${sha256(canonicalRequest)}`;
  const [date = "", region = "", service = ""] = scope.split("/");
  const key = [region, service, "aws4_request"].reduce<Buffer>(
    (previous, text) => hmac(previous, text),
    hmac(`AWS4${signing.credentials.secretAccessKey}`, date),
  );
  const signature = hmac(key, stringToSign).toString("hex");
  return { signature, canonicalRequest, stringToSign, signedHeaders, scope, key };
}

/** The headers of a request that is signed in its headers, and its signature. */
export function signHeaders(
  request: HandRequest & { readonly payloadHash: string },
  signing: HandSigning,
): HandSignature & { readonly headers: Readonly<Record<string, string>> } {
  const { accessKeyId, sessionToken } = signing.credentials;
  const headers = {
    ...request.headers,
    "x-amz-content-sha256": request.payloadHash,
    "x-amz-date": basicIso(signing.at),
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  };
  const signed = sign({ ...request, headers }, request.payloadHash, signing);
  const { scope, signedHeaders, signature } = signed;
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  return { ...signed, headers: { ...headers, authorization } };
}

/** The query of a presigned request. `changes` replaces or, with `undefined`, leaves out parameters before signing. */
export function presign(
  request: HandRequest & { readonly expires?: string; readonly payloadHash?: string },
  signing: HandSigning,
): Readonly<Record<string, string>> {
  const { accessKeyId, sessionToken } = signing.credentials;
  const query = {
    ...request.query,
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${accessKeyId}/${scopeOf(signing)}`,
    "X-Amz-Date": basicIso(signing.at),
    "X-Amz-Expires": request.expires ?? "300",
    "X-Amz-SignedHeaders": Object.keys(request.headers).sort().join(";"),
    ...(sessionToken === undefined ? {} : { "X-Amz-Security-Token": sessionToken }),
  };
  const { signature } = sign({ ...request, query }, request.payloadHash ?? "UNSIGNED-PAYLOAD", signing);
  return { ...query, "X-Amz-Signature": signature };
}

const EMPTY = sha256("");

/** Cuts bytes into signed chunks, each signature covering the one before; the last is the empty one. */
export function signedChunks(
  chunks: readonly string[],
  seed: HandSignature,
  at: Date,
): { readonly body: string; readonly lastSignature: string } {
  let previous = seed.signature;
  const parts = [...chunks, ""].map((chunk) => {
    const text = `AWS4-HMAC-SHA256-PAYLOAD\n${basicIso(at)}\n${seed.scope}\n${previous}\n${EMPTY}\n${sha256(chunk)}`;
    previous = hmac(seed.key, text).toString("hex");
    const head = `${Buffer.byteLength(chunk).toString(16)};chunk-signature=${previous}\r\n`;
    return chunk === "" ? head : `${head}${chunk}\r\n`;
  });
  return { body: parts.join(""), lastSignature: previous };
}

/** The signed trailer that follows signed chunks. */
export function signedTrailer(
  { name, value }: { readonly name: string; readonly value: string },
  { seed, lastSignature, at }: { readonly seed: HandSignature; readonly lastSignature: string; readonly at: Date },
): string {
  const text = `AWS4-HMAC-SHA256-TRAILER\n${basicIso(at)}\n${seed.scope}\n${lastSignature}\n${sha256(`${name}:${value}\n`)}`;
  return `${name}:${value}\r\nx-amz-trailer-signature:${hmac(seed.key, text).toString("hex")}\r\n\r\n`;
}
