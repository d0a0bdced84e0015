import { createHash, createHmac, type Hash, type Hmac } from "node:crypto";
import { HttpRequest } from "@smithy/protocol-http";
import { SignatureV4 } from "@smithy/signature-v4";

/** A request before it is signed; the texts are plain, not encoded, but for `path`. */
export interface PlainRequest {
  readonly method: string;
  /** Percent-encoded, as it goes over the wire. */
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Who signs, for what. */
export interface Signing {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly service: string;
  readonly at: Date;
}

/** Signs with AWS's own library, and gives all headers as they would be sent. */
export async function signWithSmithy(request: PlainRequest, signing: Signing): Promise<Record<string, string>> {
  const isS3 = signing.service === "s3";
  const signer = new SignatureV4({
    credentials: { accessKeyId: signing.accessKeyId, secretAccessKey: signing.secretAccessKey },
    region: signing.region,
    service: signing.service,
    sha256: NodeSha256,
    uriEscapePath: !isS3,
    applyChecksum: isS3,
  });
  const unsigned = new HttpRequest({
    protocol: "http:",
    hostname: "example.amazonaws.com",
    method: request.method,
    path: request.path,
    query: { ...request.query },
    headers: { ...request.headers },
    body: request.body,
  });
  const signed = await signer.sign(unsigned, { signingDate: signing.at });
  return signed.headers;
}

/** What AWS's signer hashes with. */
export class NodeSha256 {
  readonly #secret: Uint8Array | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#secret = secret === undefined ? undefined : bytesOf(secret);
    this.#hash = this.#start();
  }

  update(data: Uint8Array): void {
    this.#hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#start();
  }

  #start(): Hash | Hmac {
    return this.#secret === undefined ? createHash("sha256") : createHmac("sha256", this.#secret);
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array {
  if (typeof data === "string") return Buffer.from(data);
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
