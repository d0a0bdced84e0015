import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";
import { TextBody } from "../../src/emulator/pipeline/body.ts";
import type { IncomingRequest, ServiceName } from "../../src/emulator/pipeline/request.ts";
import { requestHead } from "../../src/wire/index.ts";
import { NodeSha256 } from "../../test/wire/sigv4/smithy-signer.ts";

/** Who signs. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request before it is signed. */
export interface Plain {
  readonly service: ServiceName;
  readonly method: string;
  /** Percent-encoded. */
  readonly path: string;
  /** Not encoded. Default: none. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export const REGION = "ap-northeast-1";
const HOST = "127.0.0.1:4566";

/** Signs a request with AWS's own library, as an SDK does, and gives it as the emulator's server would receive it. */
export async function signed(
  plain: Plain,
  credentials: Credentials,
  place: "header" | "query",
): Promise<IncomingRequest> {
  const { service, method, path, body = "" } = plain;
  const request = requestFor(plain, HOST, place);
  const signer = signerFor(plain, credentials, place);
  const result = await (place === "header"
    ? signer.sign(request)
    : signer.presign(request, { expiresIn: 3600, hoistableHeaders: new Set(["x-amz-content-sha256"]) }));
  const pairs = Object.entries(result.query ?? {}).map(
    ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
  );
  const target = pairs.length === 0 ? path : `${path}?${pairs.join("&")}`;
  return {
    service,
    id: "request",
    head: requestHead(method, target, Object.entries(result.headers).flat()),
    host: "127.0.0.1",
    body: new TextBody(body),
    receivedAt: new Date(),
    sourceIp: "127.0.0.1",
    secure: false,
  };
}

/** The headers of a request that is signed for a server. */
export async function signedHttp(
  plain: Plain,
  credentials: Credentials,
  host: string,
): Promise<Readonly<Record<string, string>>> {
  return (await signerFor(plain, credentials, "header").sign(requestFor(plain, host, "header"))).headers;
}

function signerFor({ service }: Plain, credentials: Credentials, place: "header" | "query"): SignatureV4 {
  const isS3 = service === "s3";
  const applyChecksum = isS3 && place === "header";
  return new SignatureV4({
    credentials,
    region: REGION,
    service,
    sha256: NodeSha256,
    uriEscapePath: !isS3,
    applyChecksum,
  });
}

function requestFor(
  { service, method, path, query = {}, headers = {}, body = "" }: Plain,
  host: string,
  place: "header" | "query",
): HttpRequest {
  const unsigned = service === "s3" && place === "query" ? { "x-amz-content-sha256": "UNSIGNED-PAYLOAD" } : {};
  return new HttpRequest({
    protocol: "http:",
    hostname: host,
    method,
    path,
    query,
    headers: { ...headers, host, ...unsigned },
    body,
  });
}
