import { AwsError, header } from "../../../wire/index.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import { invalidArgument, invalidRequest, notImplementedHeader, s3Error, tooLarge } from "./errors.ts";
import { readMetadataText, writeMetadataText } from "./metadata-text.ts";
import type { ObjectRecord } from "./objects.ts";
import { readTaggingHeader } from "./tagging/tagging-header.ts";
import { readWebsiteRedirect, WEBSITE_REDIRECT } from "./website-redirect.ts";

/** Headers that are kept with an object and given back with it, besides `content-type`. */
const KEPT_HEADERS = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "expires",
] as const;

const METADATA_PREFIX = "x-amz-meta-";
const MAX_METADATA_BYTES = 2048;

const STORAGE_CLASSES: ReadonlySet<string> = new Set([
  "STANDARD",
  "REDUCED_REDUNDANCY",
  "STANDARD_IA",
  "ONEZONE_IA",
  "INTELLIGENT_TIERING",
  "GLACIER",
  "GLACIER_IR",
  "DEEP_ARCHIVE",
]);

/** Headers of an upload that ask for what there is not. An upload that went on without it would be a lie. */
const REFUSED_HEADERS = [
  "x-amz-write-offset-bytes",
  "x-amz-server-side-encryption-aws-kms-key-id",
  "x-amz-server-side-encryption-context",
  "x-amz-server-side-encryption-bucket-key-enabled",
];

const OBJECT_LOCK_HEADERS = [
  "x-amz-object-lock-mode",
  "x-amz-object-lock-retain-until-date",
  "x-amz-object-lock-legal-hold",
];

/** The part of an object's record that its upload's headers say. */
export type ObjectHeaders = Pick<ObjectRecord, "headers" | "metadata" | "storageClass" | "tags">;

/**
 * Reads what is kept of an upload's headers.
 *
 * @throws AwsError `MetadataTooLarge`, `InvalidStorageClass`, `InvalidEncryptionAlgorithmError`, or `NotImplemented`.
 */
export function readObjectHeaders(request: ServiceRequest): ObjectHeaders {
  refuseWhatIsNot(request);
  // The 2014 SDK for Ruby sends an empty Content-Type; it means none.
  const headers: Record<string, string> = {
    "content-type": header(request.head, "content-type") || "binary/octet-stream",
  };
  for (const name of KEPT_HEADERS) {
    const value = name === "content-encoding" ? contentEncoding(request) : header(request.head, name);
    if (value !== undefined) headers[name] = value;
  }
  const redirect = readWebsiteRedirect(request);
  if (redirect !== undefined) headers[WEBSITE_REDIRECT] = redirect;
  const storageClass = header(request.head, "x-amz-storage-class") ?? "STANDARD";
  if (!STORAGE_CLASSES.has(storageClass)) {
    throw s3Error(400, ["InvalidStorageClass", "The storage class you specified is not valid"], {
      StorageClassRequested: storageClass,
    });
  }
  const tags = readTaggingHeader(request) ?? [];
  const metadata = readMetadata(request);
  return tags.length === 0 ? { headers, metadata, storageClass } : { headers, metadata, storageClass, tags };
}

/** `aws-chunked` is how a body came and not how the object is encoded; on a body that did not come so it is kept. */
function contentEncoding({ head, payload }: ServiceRequest): string | undefined {
  const value = header(head, "content-encoding");
  if (value === undefined || payload.form !== "chunked") return value;
  const kept = value.split(",").map((one) => one.trim());
  return kept.filter((one) => one !== "" && one.toLowerCase() !== "aws-chunked").join(", ") || undefined;
}

function readMetadata({ head }: ServiceRequest): Readonly<Record<string, string>> {
  const metadata: Record<string, string> = {};
  let bytes = 0;
  for (const name of head.headers.keys()) {
    if (!name.startsWith(METADATA_PREFIX)) continue;
    const value = header(head, name as Lowercase<string>) ?? "";
    metadata[name.slice(METADATA_PREFIX.length)] = readMetadataText(value);
    bytes += Buffer.byteLength(name) - METADATA_PREFIX.length + Buffer.byteLength(value);
  }
  if (bytes > MAX_METADATA_BYTES) {
    const kind = ["MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size"] as const;
    throw tooLarge(kind, ["Size", bytes], ["MaxSizeAllowed", MAX_METADATA_BYTES]);
  }
  return metadata;
}

function refuseWhatIsNot({ head, signature }: ServiceRequest): void {
  const refused = REFUSED_HEADERS.find((name) => head.headers.has(name));
  if (refused !== undefined) throw notImplementedHeader(refused);
  if (OBJECT_LOCK_HEADERS.some((name) => head.headers.has(name))) {
    throw invalidRequest("Bucket is missing Object Lock Configuration");
  }
  const encryption = header(head, "x-amz-server-side-encryption");
  if (encryption?.startsWith("aws:kms") && signature?.version === "AWS") {
    throw invalidArgument(
      "Requests specifying Server Side Encryption with AWS KMS managed keys require AWS Signature Version 4.",
      { name: "x-amz-server-side-encryption", value: encryption },
    );
  }
  if (encryption?.startsWith("aws:kms")) throw notImplementedHeader("x-amz-server-side-encryption");
  if (encryption !== undefined && encryption !== "AES256") {
    const message = "The Encryption request you specified is not valid. Supported value: AES256.";
    throw new AwsError("InvalidEncryptionAlgorithmError", message, { status: 400 });
  }
}

/** The headers that an object is given back with, besides those of its bytes. */
export function objectHeaders({ headers, metadata, storageClass, tags = [] }: ObjectHeaders): Record<string, string> {
  const all: Record<string, string> = {};
  for (const name of Object.keys(headers)) all[name] = asWireText(headers[name] as string);
  for (const name of Object.keys(metadata)) all[METADATA_PREFIX + name] = writeMetadataText(metadata[name] as string);
  if (storageClass !== "STANDARD") all["x-amz-storage-class"] = storageClass;
  if (tags.length > 0) all["x-amz-tagging-count"] = String(tags.length);
  return all;
}

/** Node writes headers as Latin-1; the bytes that came are the bytes that go back. */
function asWireText(text: string): string {
  return /[^\x20-\x7e\t]/.test(text) ? Buffer.from(text).toString("latin1") : text;
}
