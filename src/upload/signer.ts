import { SignatureV4 } from "@smithy/signature-v4";
import type { Credentials } from "../lease/index.ts";
import type { ObjectAddress } from "./address.ts";
import { rememberingSha256 } from "./node-sha256.ts";

/** A request that is to be signed. */
export interface UnsignedRequest {
  readonly method: string;
  readonly query: Readonly<Record<string, string>>;
  readonly address: ObjectAddress;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the body, for the header Content-Length; `undefined`: there is none. */
  readonly sizeBytes: number | undefined;
  /** SHA-256 of the body in lower-case hex, or `UNSIGNED-PAYLOAD`. */
  readonly payloadSha256: string;
}

/** Whose signature, and when. */
export interface Signing {
  readonly credentials: Credentials;
  readonly at: Date;
}

/** Signs requests by SigV4 with AWS's own library. */
export class Signer {
  readonly #region: string;
  readonly #signers = new WeakMap<Credentials, SignatureV4>();

  constructor(region: string) {
    this.#region = region;
  }

  /** Gives all headers as they go over the wire. */
  async sign(request: UnsignedRequest, { credentials, at }: Signing): Promise<Record<string, string>> {
    const { method, address, query } = request;
    const signed = await this.#signerFor(credentials).sign(
      {
        method,
        protocol: address.secure ? "https:" : "http:",
        hostname: address.hostname,
        port: address.port,
        path: address.path,
        query,
        headers: headersOf(request),
      },
      { signingDate: at },
    );
    return signed.headers;
  }

  #signerFor(credentials: Credentials): SignatureV4 {
    const known = this.#signers.get(credentials);
    if (known !== undefined) return known;
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    const signer = new RememberingSignatureV4({
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
      region: this.#region,
      service: "s3",
      sha256: rememberingSha256(),
      // S3 signs the path as it is sent: encoded once, and with its dots and double slashes.
      uriEscapePath: false,
    });
    this.#signers.set(credentials, signer);
    return signer;
  }
}

/** Writes the time of many requests a second once for all of them. */
class RememberingSignatureV4 extends SignatureV4 {
  #second: number | undefined;
  #dates = { longDate: "", shortDate: "" };

  protected override formatDate(at: Date): { longDate: string; shortDate: string } {
    const second = Math.floor(at.getTime() / 1000);
    if (second !== this.#second) {
      this.#dates = super.formatDate(at);
      this.#second = second;
    }
    return this.#dates;
  }
}

/** Added one by one to an object of one form: see the note in `putWhole`. */
function headersOf({ address, headers, sizeBytes, payloadSha256 }: UnsignedRequest): Record<string, string> {
  const all: Record<string, string> = { host: address.host, "x-amz-content-sha256": payloadSha256 };
  if (sizeBytes !== undefined) all["content-length"] = String(sizeBytes);
  for (const name of Object.keys(headers)) all[name] = headers[name] ?? "";
  return all;
}
