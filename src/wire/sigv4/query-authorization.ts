import { SIGV4_ALGORITHM, type SigV4Credential } from "./authorization.ts";
import { parseCredential } from "./credential-scope.ts";
import { SigV4FormatError } from "./format-error.ts";
import { parseSigningTime } from "./timestamp.ts";

/** The parameters that every presigned request must have, in the order in which AWS misses them. */
const PRESIGNED_PARAMETERS = [
  "X-Amz-Algorithm",
  "X-Amz-Credential",
  "X-Amz-Signature",
  "X-Amz-SignedHeaders",
  "X-Amz-Date",
] as const;

/** The parameter that holds the signature, and that cannot be signed itself. */
export const SIGNATURE_PARAMETER = "X-Amz-Signature";

/** What a presigned request claims. Nothing in it is verified. */
export interface PresignedCredential extends SigV4Credential {
  /** As sent; absent where it was not. S3 alone asks for it, and checks its form. */
  readonly expiresText: string | undefined;
  readonly sessionToken: string | undefined;
  /** The hash of the payload, where the signer put one into the query. */
  readonly payloadHash: string | undefined;
}

/**
 * Reads a presigned request ("Authenticating Requests: Using Query Parameters" of the S3 API Reference) from its query's
 * pairs.
 *
 * @throws SigV4FormatError where a parameter is missing (`missing` lists them), is there twice, or is malformed.
 */
export function parsePresigned(query: readonly (readonly [string, string])[]): PresignedCredential {
  const parameters = amzParameters(query);
  const get = (name: string): string | undefined => parameters.get(name) || undefined;
  const missing = PRESIGNED_PARAMETERS.filter((name) => get(name) === undefined);
  if (missing.length > 0) {
    const texts = missing.map((name) => `AWS query-string parameters must include '${name}'. `);
    throw new SigV4FormatError("missing", `${texts.join("")}Re-examine the query-string parameters.`);
  }
  const [algorithm, credential, signature, signedHeaders, signedAt] = PRESIGNED_PARAMETERS.map(
    (name) => parameters.get(name) ?? "",
  ) as [string, string, string, string, string];
  if (algorithm !== SIGV4_ALGORITHM) {
    throw new SigV4FormatError("algorithm", `Unsupported AWS 'algorithm': '${algorithm}'. `);
  }
  const { accessKeyId, date, region, service } = parseCredential(credential);
  return {
    accessKeyId,
    date,
    region,
    service,
    signedHeaders: signedHeaders.split(";"),
    signature,
    timestamp: parseSigningTime(signedAt),
    expiresText: parameters.get("X-Amz-Expires"),
    sessionToken: parameters.get("X-Amz-Security-Token"),
    payloadHash: get("X-Amz-Content-Sha256"),
  };
}

/** Two values for one parameter would let two readers of the same URL disagree about who signed. */
function amzParameters(query: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const [name, value] of query) {
    if (!name.startsWith("X-Amz-")) continue;
    if (parameters.has(name)) throw new SigV4FormatError("fragment", `'${name}' given more than once in the query.`);
    parameters.set(name, value);
  }
  return parameters;
}
