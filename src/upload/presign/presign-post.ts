import { KeyleaseError } from "../../core/index.ts";
import { type Lease, requiredHeaders } from "../../lease/index.ts";
import { addressOf } from "../address.ts";
import { leaseSigner } from "./lease-signer.ts";
import { type PresignOptions, type PresignTerms, presignTerms } from "./presign-terms.ts";

/** Options of {@link presignPost}. */
export interface PresignPostOptions extends PresignOptions {
  /** The largest file that S3 will take, 1 byte to 5 GiB. */
  readonly maxBytes: number;
}

/** A form that whoever has its fields may send, as often as they like until it expires. */
export interface PresignedPost {
  readonly method: "POST";
  /** What the form's `action` is. */
  readonly url: string;
  /** INVARIANT: as secret as the lease itself, for one object. The file comes after them, in the field `file`. */
  readonly fields: Readonly<Record<string, string>>;
  readonly expiresAt: Date;
}

const MOST_BYTES = 5 * 1024 ** 3;

/** What a scope may ask for and a form can say, under the same name. */
const FORM_HEADERS: readonly string[] = [
  "x-amz-server-side-encryption",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-storage-class",
];

/**
 * Presigns the upload of an object by a form (S3's POST policy), for browsers and clients without an SDK. S3 itself refuses
 * a file that is larger than `maxBytes`, another key, and any field that is not among these.
 *
 * @throws KeyleaseError `LeaseExpired`, `LeaseScopeExceeded`, `ArgumentInvalid`; `FormatUnsuitable` where the lease asks
 *   for what a form cannot say.
 */
export async function presignPost(lease: Lease, options: PresignPostOptions): Promise<PresignedPost> {
  const { maxBytes } = options;
  if (!Number.isInteger(maxBytes) || maxBytes < 1 || maxBytes > MOST_BYTES) {
    throw new KeyleaseError("ArgumentInvalid", `\`${maxBytes}\` is not a largest size in bytes`, {
      hint: `Give 1 to ${MOST_BYTES} (5 GiB, what S3 takes in one request).`,
    });
  }
  const terms = presignTerms(lease, options);
  const { region, endpoints } = lease;
  const fields = fieldsOf(lease, terms, options.contentType);
  const policy = policyOf(fields, terms, maxBytes);
  const signature = await leaseSigner(lease).sign(policy, { signingDate: terms.signedAt });
  return {
    method: "POST",
    url: addressOf({ ...options, bucket: terms.bucket, key: "", region, endpoint: endpoints.s3 }).url,
    fields: { ...fields, policy, "x-amz-signature": signature },
    expiresAt: terms.expiresAt,
  };
}

function fieldsOf(lease: Lease, terms: PresignTerms, contentType: string | undefined): Record<string, string> {
  const { credentials, region, scope } = lease;
  const required = requiredHeaders(scope);
  const unsayable = Object.keys(required).find((name) => !FORM_HEADERS.includes(name));
  if (unsayable !== undefined) {
    throw new KeyleaseError("FormatUnsuitable", `the lease asks for \`${unsayable}\`, which a form cannot send`, {
      hint: "Presign a PUT instead.",
      facts: { leaseId: lease.id },
    });
  }
  // 20261126T054512Z
  const date = terms.signedAt.toISOString().replace(/[-:]|\.\d{3}/g, "");
  return {
    key: terms.key,
    ...required,
    ...(contentType === undefined ? {} : { "Content-Type": contentType }),
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": `${credentials.accessKeyId}/${date.slice(0, 8)}/${region}/s3/aws4_request`,
    "x-amz-date": date,
    "x-amz-security-token": credentials.sessionToken,
  };
}

/** Every field as it stands, the bucket, and the size. The condition on a key is exact: it knows no wildcards. */
function policyOf(fields: Readonly<Record<string, string>>, terms: PresignTerms, maxBytes: number): string {
  const document = {
    expiration: terms.expiresAt.toISOString(),
    conditions: [
      { bucket: terms.bucket },
      ...Object.entries(fields).map(([name, value]) => ["eq", `$${name}`, value]),
      ["content-length-range", 0, maxBytes],
    ],
  };
  return Buffer.from(JSON.stringify(document)).toString("base64");
}
