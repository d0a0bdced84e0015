import { HttpRequest } from "@smithy/protocol-http";
import { type Lease, requiredHeaders } from "../../lease/index.ts";
import { addressOf } from "../address.ts";
import { leaseSigner } from "./lease-signer.ts";
import { type PresignOptions, presignTerms } from "./presign-terms.ts";

/** A PUT that whoever has the URL may send, as often as they like until it expires. */
export interface PresignedPut {
  readonly method: "PUT";
  /** INVARIANT: as secret as the lease itself, for one object. */
  readonly url: string;
  /** Headers that the request must have, with these very values: they are signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Date;
}

/**
 * Presigns the upload of an object by PUT, for clients without an SDK (SigV4 with query parameters). Its body may be
 * anything of up to 5 GiB: a size can be bound only by a form (`presignPost`).
 *
 * @throws KeyleaseError `LeaseExpired`, `LeaseScopeExceeded`, `ArgumentInvalid`.
 */
export async function presignPut(lease: Lease, options: PresignOptions = {}): Promise<PresignedPut> {
  const terms = presignTerms(lease, options);
  const { region, endpoints, scope } = lease;
  const address = addressOf({ ...options, bucket: terms.bucket, key: terms.key, region, endpoint: endpoints.s3 });
  const { contentType } = options;
  const headers = {
    ...requiredHeaders(scope),
    ...(contentType === undefined ? {} : { "content-type": contentType }),
  };
  const names = Object.keys(headers);
  const signed = await leaseSigner(lease).presign(
    new HttpRequest({
      method: "PUT",
      protocol: address.secure ? "https:" : "http:",
      hostname: address.hostname,
      port: address.port,
      path: address.path,
      headers: { ...headers, host: address.host, "x-amz-content-sha256": "UNSIGNED-PAYLOAD" },
    }),
    {
      signingDate: terms.signedAt,
      expiresIn: terms.expiresSeconds,
      // Conditions of policies look at headers, so these stay what they are and are not moved to the query.
      unhoistableHeaders: new Set(names),
      signableHeaders: new Set(["host", ...names]),
    },
  );
  return { method: "PUT", url: `${address.url}?${queryOf(signed.query ?? {})}`, headers, expiresAt: terms.expiresAt };
}

/** Encoded as SigV4 encodes it. */
function queryOf(query: Readonly<Record<string, string | readonly string[] | null>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${encode(name)}=${encode(String(value))}`)
    .join("&");
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
