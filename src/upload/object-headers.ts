import { KeyleaseError } from "../core/index.ts";
import type { CannedAcl } from "./acl.ts";
import { contentTypeOf } from "./content-type.ts";
import { encodeRfc3986 } from "./encode.ts";

/** What an object is to be, besides its bytes. */
export interface ObjectSettings {
  /** The name that suggests a Content-Type. */
  readonly file: string;
  /** Default: what the file's name suggests, else `application/octet-stream`. */
  readonly contentType?: string;
  /** Default: no ACL header, so the bucket's rules hold. */
  readonly acl?: CannedAcl;
  /** Metadata of the user's own, without the prefix `x-amz-meta-`: at most 2 KB of names and values in US-ASCII. */
  readonly metadata?: Readonly<Record<string, string>>;
  /** At most 10. The lease must grant `tagging`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Cache-Control, as HTTP has it. */
  readonly cacheControl?: string;
  /** Content-Disposition, as HTTP has it. */
  readonly contentDisposition?: string;
  /** Content-Encoding, as HTTP has it; the bytes are sent as they are. */
  readonly contentEncoding?: string;
  /** Such as `STANDARD_IA`. Default: S3's own, `STANDARD`. */
  readonly storageClass?: string;
  /** `AES256` or `aws:kms`. Default: the bucket's own. */
  readonly serverSideEncryption?: "AES256" | "aws:kms";
  /** Id, ARN or alias of the key; only with `aws:kms`. Default: the account's key for S3. */
  readonly kmsKeyId?: string;
}

const MOST_METADATA_BYTES = 2_048;
const MOST_TAGS = 10;

/**
 * The headers that say what an object is to be: the same for a PUT and for an upload in parts.
 *
 * @throws KeyleaseError `ArgumentInvalid` for values that no header can hold, too much metadata, too many tags.
 */
export function objectHeaders(settings: ObjectSettings): Record<string, string> {
  const { acl, cacheControl, contentDisposition, contentEncoding, storageClass, kmsKeyId } = settings;
  const encryption = settings.serverSideEncryption;
  if (kmsKeyId !== undefined && encryption !== "aws:kms") {
    throw new KeyleaseError("ArgumentInvalid", "a KMS key was given without `aws:kms`", {
      hint: "Ask for server-side encryption with `aws:kms` too.",
    });
  }
  const headers = {
    "content-type": settings.contentType ?? contentTypeOf(settings.file),
    "cache-control": cacheControl,
    "content-disposition": contentDisposition,
    "content-encoding": contentEncoding,
    "x-amz-acl": acl,
    "x-amz-storage-class": storageClass,
    "x-amz-server-side-encryption": encryption,
    "x-amz-server-side-encryption-aws-kms-key-id": kmsKeyId,
    "x-amz-tagging": settings.tags === undefined ? undefined : tagging(settings.tags),
    ...metadataHeaders(settings.metadata ?? {}),
  };
  const given = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
  for (const [name, value] of given) checkHeader(name, value);
  return Object.fromEntries(given);
}

function metadataHeaders(metadata: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(metadata);
  const size = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (size > MOST_METADATA_BYTES) {
    throw new KeyleaseError("ArgumentInvalid", `${size} bytes of metadata are more than S3's 2,048`, {
      hint: "Give less, or put it into an object of its own.",
    });
  }
  return Object.fromEntries(entries.map(([name, value]) => [`x-amz-meta-${name.toLowerCase()}`, value]));
}

function tagging(tags: Readonly<Record<string, string>>): string {
  const entries = Object.entries(tags);
  if (entries.length > MOST_TAGS) {
    throw new KeyleaseError("ArgumentInvalid", `${entries.length} tags are more than S3's ${MOST_TAGS}`, {
      hint: "Give fewer.",
    });
  }
  return entries.map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`).join("&");
}

/** Anything else would be changed on the way, and the signature with it, or break out of the header. */
function checkHeader(name: string, value: string): void {
  const isName = /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name);
  if (isName && /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)) return;
  throw new KeyleaseError("ArgumentInvalid", `\`${isName ? value : name}\` cannot stand in a header (\`${name}\`)`, {
    hint: "Use printable US-ASCII characters, without spaces at the ends.",
  });
}
