import type { SdkCredentials } from "../emulator.ts";
import { sigV2 } from "../sigv2-by-hand.ts";
import {
  encoded,
  type HandSigning,
  presign,
  sha256,
  signedChunks,
  signedTrailer,
  signHeaders,
} from "../sigv4-by-hand.ts";
import type { PlainRequest } from "./requests.ts";

/** The ways to sign a request. */
export const MECHANISMS = [
  "none",
  "v4-header",
  "v4-unsigned-payload",
  "v4-query",
  "v4-chunked",
  "v4-chunked-trailer",
  "v4-unsigned-trailer",
  "v2-header",
  "v2-query",
] as const;

export type Mechanism = (typeof MECHANISMS)[number];

export interface Signer {
  readonly credentials: SdkCredentials;
  readonly region: string;
  readonly at: Date;
}

/** Signs a request; pieces that cannot be decoded are signed as they are, and so not rightly. */
export function signAs(mechanism: Mechanism, request: PlainRequest, signer: Signer): PlainRequest {
  const signing: HandSigning = { ...signer, service: request.service };
  switch (mechanism) {
    case "none":
      return request;
    case "v4-header":
      return withHeaders(request, { payloadHash: sha256(utf8(request.body)), signing });
    case "v4-unsigned-payload":
      return withHeaders(request, { payloadHash: "UNSIGNED-PAYLOAD", signing });
    case "v4-query":
      return withQuery(request, signing);
    case "v4-chunked":
    case "v4-chunked-trailer":
    case "v4-unsigned-trailer":
      return chunked(mechanism, request, signing);
    case "v2-header":
    case "v2-query":
      return withSigV2(mechanism, request, signer);
  }
}

/** Bodies are written one character a byte. */
const utf8 = (latin1: string): Uint8Array => Buffer.from(latin1, "latin1");

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}

function signable({ method, path, query, headers }: PlainRequest): Parameters<typeof presign>[0] {
  const joined: Record<string, string> = {};
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    joined[lower] = joined[lower] === undefined ? value : `${joined[lower]},${value}`;
  }
  const parameters = Object.fromEntries(query.map(([name, value]) => [decoded(name), decoded(value)]));
  return { method, path: encoded(decoded(path)).replaceAll("%2F", "/"), query: parameters, headers: joined };
}

function withHeaders(
  request: PlainRequest,
  { payloadHash, signing }: { payloadHash: string; signing: HandSigning },
): PlainRequest {
  const signed = signHeaders({ ...signable(request), payloadHash }, signing);
  const fresh = ["x-amz-content-sha256", "x-amz-date", "authorization"];
  const added = fresh.map((name) => [name, signed.headers[name] ?? ""] as const);
  return { ...request, headers: [...request.headers, ...added] };
}

function withQuery(request: PlainRequest, signing: HandSigning): PlainRequest {
  const payloadHash = request.service === "s3" ? "UNSIGNED-PAYLOAD" : sha256(utf8(request.body));
  const query = presign({ ...signable(request), payloadHash }, signing);
  return {
    ...request,
    query: Object.entries(query).map(([name, value]) => [encoded(name), encoded(value)] as const),
  };
}

const PAYLOADS = {
  "v4-chunked": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  "v4-chunked-trailer": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
  "v4-unsigned-trailer": "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
} as const;
/** Of the body `body`, with which uploads begin. */
const TRAILER = { name: "x-amz-checksum-crc32", value: "2vSR3A==" };

function chunked(mechanism: keyof typeof PAYLOADS, request: PlainRequest, signing: HandSigning): PlainRequest {
  const payloadHash = PAYLOADS[mechanism];
  const { body } = request;
  const headers = [
    ...request.headers,
    ["x-amz-decoded-content-length", String(body.length)] as const,
    ...(mechanism === "v4-chunked" ? [] : [["x-amz-trailer", TRAILER.name] as const]),
  ];
  const full = { ...request, headers };
  const seed = signHeaders({ ...signable(full), payloadHash }, signing);
  const signed = withHeaders(full, { payloadHash, signing });
  const size = `${body.length.toString(16)}\r\n${body}\r\n0\r\n`;
  if (mechanism === "v4-unsigned-trailer") {
    return { ...signed, body: `${body === "" ? "0\r\n" : size}${TRAILER.name}:${TRAILER.value}\r\n\r\n` };
  }
  const chunks = signedChunks(body === "" ? [] : [body], seed, signing.at);
  if (mechanism === "v4-chunked") return { ...signed, body: `${chunks.body}\r\n` };
  const trailer = signedTrailer(TRAILER, { seed, lastSignature: chunks.lastSignature, at: signing.at });
  return { ...signed, body: chunks.body + trailer };
}

function withSigV2(
  mechanism: "v2-header" | "v2-query",
  request: PlainRequest,
  { credentials, at }: Signer,
): PlainRequest {
  const { method, path, query, headers } = request;
  const { headers: joined } = signable(request);
  const subresources = query.filter(([name]) =>
    /^(acl|delete|location|policy|uploads|versionId|partNumber)$/.test(name),
  );
  const shown = subresources.map(([name, value]) => (value === "" ? name : `${name}=${decoded(value)}`)).sort();
  const subject = {
    method,
    resource: shown.length === 0 ? path : `${path}?${shown.join("&")}`,
    contentMd5: joined["content-md5"] ?? "",
    contentType: joined["content-type"] ?? "",
    amzHeaders: Object.fromEntries(Object.entries(joined).filter(([name]) => name.startsWith("x-amz-"))),
  };
  if (mechanism === "v2-header") {
    const date = at.toUTCString();
    const authorization = `AWS ${credentials.accessKeyId}:${sigV2({ ...subject, date }, credentials)}`;
    return { ...request, headers: [...headers, ["date", date], ["authorization", authorization]] };
  }
  const expires = String(Math.floor(at.getTime() / 1000) + 600);
  const signature = encoded(sigV2({ ...subject, date: expires }, credentials));
  const added = [
    ["AWSAccessKeyId", credentials.accessKeyId],
    ["Expires", expires],
    ["Signature", signature],
  ] as const;
  return { ...request, query: [...query, ...added] };
}

/** Whether a server that reads on after its answer knows where the next request begins. */
export function framesItself({ method, path, query, headers }: PlainRequest): boolean {
  const texts = [method, path, ...query.flat(), ...headers.flat()];
  if (
    texts.some((text) => /[\r\n\0]/.test(text)) ||
    texts.slice(0, 2 + 2 * query.length).some((text) => /\s/.test(text))
  )
    return false;
  return headers.every(
    ([name]) => !/^(?:content-length|transfer-encoding|connection|upgrade|expect|trailer)$/i.test(name),
  );
}

/** The bytes of a request, one character each. */
export function bytesOf({ method, path, query, headers, body }: PlainRequest): string {
  const search = query.map(([name, value]) => (value === "" ? name : `${name}=${value}`)).join("&");
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  const declares = headers.some(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name));
  const length = declares || (body === "" && method === "GET") ? "" : `content-length: ${body.length}\r\n`;
  return `${method} ${path}${search === "" ? "" : `?${search}`} HTTP/1.1\r\n${lines}${length}\r\n${body}`;
}
