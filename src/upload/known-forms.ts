import { hash } from "node:crypto";
import { encodeRfc3986 } from "./encode.ts";
import type { RememberingSignatureV4 } from "./remembering-signature.ts";

/** A request as it is signed. */
export interface RequestToSign {
  readonly method: string;
  /** Percent-encoded once. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** All that are sent, but Authorization, by their lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Requests whose headers and queries have the same names. */
interface Form {
  /** Those that the signature covers, in its order; as AWS's library chose them. */
  readonly names: readonly string[];
  /** The values of headers at the last time, which are known to be signed as they are. */
  readonly values: string[];
}

/** What a signature is made with. */
export interface FormSigning {
  readonly signer: RememberingSignatureV4;
  readonly accessKeyId: string;
  readonly region: string;
  readonly at: Date;
}

/** More forms than an upload has are those of something else: none is remembered then. */
const MOST_FORMS = 64;
/** Anything else is changed before it is signed: that is left to AWS's library. */
const SIGNED_AS_IT_IS = /^[\x21-\x7e](?: ?[\x21-\x7e])*$/;

/**
 * Writes what signatures are to cover (the canonical request) for requests that differ from one before in nothing but
 * path and values. AWS's library writes it anew for any request, which took a seventh of all that a small file takes. It
 * still signs each of them; and the first request of every form it writes too: where both do not come to the same, all
 * requests of that form are left to it.
 */
export class KnownForms {
  readonly #forms = new Map<string, Form | "other">();

  /**
   * The header Authorization.
   *
   * @returns `undefined` where only AWS's library knows.
   */
  async authorize(request: RequestToSign, signing: FormSigning): Promise<string | undefined> {
    const form = this.#forms.get(keyOf(request));
    return form === undefined || form === "other" ? undefined : authorize(request, form, signing);
  }

  /** Learns from what AWS's library made of a request. */
  async learn(request: RequestToSign, authorization: string, signing: FormSigning): Promise<void> {
    const key = keyOf(request);
    if (this.#forms.has(key) || this.#forms.size >= MOST_FORMS) return;
    // Until it is known, the others of this form are left to the library too.
    this.#forms.set(key, "other");
    const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(";") ?? [];
    const form = { names, values: [] };
    if ((await authorize(request, form, signing)) === authorization) this.#forms.set(key, form);
  }
}

async function authorize(
  { method, path, query, headers }: RequestToSign,
  { names, values }: Form,
  { signer, accessKeyId, region, at }: FormSigning,
): Promise<string | undefined> {
  let lines = "";
  for (const [at, name] of names.entries()) {
    const value = headers[name] ?? "";
    if (value !== values[at]) {
      if (!SIGNED_AS_IT_IS.test(value)) return undefined;
      values[at] = value;
    }
    lines += `${name}:${value}\n`;
  }
  const signedHeaders = names.join(";");
  const canonical = `${method}\n${path}\n${canonicalQueryOf(query)}\n${lines}\n${signedHeaders}\n${headers["x-amz-content-sha256"]}`;
  const { longDate, shortDate } = signer.datesOf(at);
  const scope = `${shortDate}/${region}/s3/aws4_request`;
  const toSign = `AWS4-HMAC-SHA256\n${longDate}\n${scope}\n${hash("sha256", canonical, "hex")}`;
  const signature = await signer.sign(toSign, { signingDate: at });
  return `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

/** Sorted by names, which S3's queries have in ASCII. */
function canonicalQueryOf(query: Readonly<Record<string, string>>): string {
  let text = "";
  for (const name of Object.keys(query).sort()) {
    text += `${text === "" ? "" : "&"}${encodeRfc3986(name)}=${encodeRfc3986(query[name] ?? "")}`;
  }
  return text;
}

function keyOf({ method, query, headers }: RequestToSign): string {
  let key = method;
  for (const name in query) key += `\n?${name}`;
  for (const name in headers) key += `\n${name}`;
  return key;
}
