import type { Credentials } from "../lease/index.ts";
import type { ObjectAddress } from "./address.ts";
import { type FormSigning, KnownForms } from "./known-forms.ts";
import { rememberingSha256 } from "./node-sha256.ts";
import { RememberingSignatureV4 } from "./remembering-signature.ts";

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
  readonly #forms = new KnownForms();
  readonly #signers = new WeakMap<Credentials, RememberingSignatureV4>();

  constructor(region: string) {
    this.#region = region;
  }

  /** Gives all headers as they go over the wire. */
  async sign(request: UnsignedRequest, { credentials, at }: Signing): Promise<Record<string, string>> {
    const { method, address, query } = request;
    const signer = this.#signerFor(credentials);
    const signing = { signer, accessKeyId: credentials.accessKeyId, region: this.#region, at };
    const headers = headersOf(request);
    headers["x-amz-date"] = signer.datesOf(at).longDate;
    if (credentials.sessionToken !== undefined) headers["x-amz-security-token"] = credentials.sessionToken;
    const toSign = { method, path: address.path, query, headers };
    let authorization = await this.#forms.authorize(toSign, signing);
    if (authorization === undefined) {
      authorization = await authorizeByLibrary(request, headers, signing);
      await this.#forms.learn(toSign, authorization, signing);
    }
    headers.authorization = authorization;
    return headers;
  }

  #signerFor(credentials: Credentials): RememberingSignatureV4 {
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

async function authorizeByLibrary(
  { method, address, query }: UnsignedRequest,
  headers: Record<string, string>,
  { signer, at }: FormSigning,
): Promise<string> {
  const { secure, hostname, port, path } = address;
  const protocol = secure ? "https:" : "http:";
  const signed = await signer.sign({ method, protocol, hostname, port, path, query, headers }, { signingDate: at });
  return signed.headers.authorization ?? "";
}

/** Added one by one to an object of one form: see the note in `putWhole`. */
function headersOf({ address, headers, sizeBytes, payloadSha256 }: UnsignedRequest): Record<string, string> {
  const all: Record<string, string> = { host: address.host, "x-amz-content-sha256": payloadSha256 };
  if (sizeBytes !== undefined) all["content-length"] = String(sizeBytes);
  for (const name of Object.keys(headers)) all[name] = headers[name] ?? "";
  return all;
}
