import { header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import { invalidRequest, s3Error } from "../errors.ts";
import { CHECKSUMS, type ChecksumAlgorithm, checksumNamed } from "./checksums.ts";

/** What a client says that its body comes to. */
export interface DeclaredDigests {
  /** Content-MD5, as bytes. */
  readonly md5?: Buffer;
  /** `x-amz-content-sha256`, in lower-case hex. */
  readonly sha256?: string;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
}

/** Headers that begin like a checksum's and are none. */
const OTHER_CHECKSUM_HEADERS: ReadonlySet<string> = new Set([
  "x-amz-checksum-algorithm",
  "x-amz-checksum-mode",
  "x-amz-checksum-type",
]);

/**
 * Reads the digests that a request declares, in whatever headers.
 *
 * @throws AwsError `InvalidDigest` or `InvalidRequest` where a value is malformed or two checksums are given.
 */
export function readDigests(request: ServiceRequest): DeclaredDigests {
  const md5 = readMd5(request);
  const sha256 = request.payloadSha256 ?? unsignedSha256(request);
  const checksum = readChecksum(request);
  return {
    ...(md5 === undefined ? {} : { md5 }),
    ...(sha256 === undefined ? {} : { sha256 }),
    ...(checksum === undefined ? {} : { checksum }),
  };
}

function readMd5({ head }: ServiceRequest): Buffer | undefined {
  const value = header(head, "content-md5");
  if (value === undefined) return undefined;
  const bytes = Buffer.from(value, "base64");
  if (bytes.length !== 16 || bytes.toString("base64") !== value) {
    throw s3Error(400, ["InvalidDigest", "The Content-MD5 you specified was invalid."], { "Content-MD5": value });
  }
  return bytes;
}

/** An anonymous request may declare its hash too; then it must hold. */
function unsignedSha256({ head }: ServiceRequest): string | undefined {
  const value = header(head, "x-amz-content-sha256");
  const signed = header(head, "authorization") !== undefined;
  return !signed && value !== undefined && /^[0-9a-f]{64}$/i.test(value) ? value.toLowerCase() : undefined;
}

function readChecksum({ head }: ServiceRequest): DeclaredDigests["checksum"] {
  const names = [...head.headers.keys()].filter(
    (name) => name.startsWith("x-amz-checksum-") && !OTHER_CHECKSUM_HEADERS.has(name),
  );
  const wanted = header(head, "x-amz-sdk-checksum-algorithm");
  if (names.length > 1) {
    throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  }
  const [name] = names;
  if (name === undefined) {
    if (wanted === undefined || header(head, "x-amz-trailer") !== undefined) return undefined;
    throw invalidRequest(
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  }
  const algorithm = checksumNamed(name.slice("x-amz-checksum-".length));
  if (algorithm === undefined) {
    throw invalidRequest("The algorithm type you specified in x-amz-checksum- header is invalid.");
  }
  if (wanted !== undefined && checksumNamed(wanted) !== algorithm) {
    throw invalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.");
  }
  const value = header(head, name) ?? "";
  if (!isChecksumValue(algorithm, value)) throw invalidRequest(`Value for ${name} header is invalid.`);
  return { algorithm, value };
}

/** Whether the text is base64 of as many bytes as the algorithm has. */
function isChecksumValue(algorithm: ChecksumAlgorithm, value: string): boolean {
  const bytes = Buffer.from(value, "base64");
  return bytes.length === CHECKSUMS[algorithm].bytes && bytes.toString("base64") === value;
}
