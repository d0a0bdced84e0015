import { header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import { invalidRequest, malformedTrailer, s3Error } from "../errors.ts";
import { CHECKSUMS, type ChecksumAlgorithm, checksumHeader, checksumNamed } from "./checksums.ts";

/** What a client says that its body comes to. */
export interface DeclaredDigests {
  /** Content-MD5, as bytes. */
  readonly md5?: Buffer | undefined;
  /** `x-amz-content-sha256`, in lower-case hex where it is a hash. */
  readonly sha256?: string | undefined;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined;
  /** Whose value follows the body, in a chunked body's trailer. */
  readonly trailer?: ChecksumAlgorithm | undefined;
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
  const sha256 = readSha256(request);
  const checksum = readChecksum(request);
  const trailer = readTrailer(request);
  if (checksum !== undefined && trailer !== undefined)
    throw invalidRequest("Expecting a single x-amz-checksum- header");
  return { md5, sha256, checksum, trailer };
}

/** The digests of a body whose `x-amz-checksum-` headers are about something else than the body. */
export function readBodyDigests(request: ServiceRequest): DeclaredDigests {
  const md5 = readMd5(request);
  const sha256 = readSha256(request);
  return { ...(md5 === undefined ? {} : { md5 }), ...(sha256 === undefined ? {} : { sha256 }) };
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

/**
 * The hash that the body must have. Where the header is not part of the signature it may be left out, and whatever it
 * says is compared with what the body comes to: markers of other forms of payload mean nothing there.
 */
function readSha256({ head, payload }: ServiceRequest): string | undefined {
  if (payload.form === "sha256") return payload.sha256;
  if (payload.form !== "undeclared") return undefined;
  const value = header(head, "x-amz-content-sha256");
  if (value === undefined || value === "UNSIGNED-PAYLOAD") return undefined;
  return /^[0-9a-f]{64}$/i.test(value) ? value.toLowerCase() : value;
}

/** The one checksum that a chunked body announces to follow it. */
function readTrailer({ head, payload }: ServiceRequest): ChecksumAlgorithm | undefined {
  const announced = header(head, "x-amz-trailer");
  if (announced === undefined) return undefined;
  if (payload.form !== "chunked" || !payload.trailer) throw malformedTrailer();
  const [, name = ""] = /^x-amz-checksum-([a-z0-9]+),*$/i.exec(announced.trim()) ?? [];
  const algorithm = checksumNamed(name);
  if (algorithm === undefined) {
    throw invalidRequest("The value specified in the x-amz-trailer header is not supported");
  }
  const wanted = header(head, "x-amz-sdk-checksum-algorithm");
  if (wanted !== undefined && checksumNamed(wanted) !== algorithm) {
    throw invalidRequest("Value for x-amz-sdk-checksum-algorithm header is invalid.");
  }
  return algorithm;
}

/**
 * Checks a checksum that followed the body.
 *
 * @throws AwsError `InvalidRequest` where it is no value of its algorithm.
 */
export function checkTrailingValue(algorithm: ChecksumAlgorithm, value: string | undefined): void {
  if (value !== undefined && isChecksumValue(algorithm, value)) return;
  throw invalidRequest(`Value for ${checksumHeader(algorithm)} trailing header is invalid.`);
}

function readChecksum({ head }: ServiceRequest): DeclaredDigests["checksum"] {
  const names: string[] = [];
  for (const name of head.headers.keys()) {
    if (name.startsWith("x-amz-checksum-") && !OTHER_CHECKSUM_HEADERS.has(name)) names.push(name);
  }
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
  const value = header(head, name as Lowercase<string>) ?? "";
  if (!isChecksumValue(algorithm, value)) throw invalidRequest(`Value for ${name} header is invalid.`);
  return { algorithm, value };
}

/** Whether the text is base64 of as many bytes as the algorithm has. */
export function isChecksumValue(algorithm: ChecksumAlgorithm, value: string): boolean {
  const bytes = Buffer.from(value, "base64");
  return bytes.length === CHECKSUMS[algorithm].bytes && bytes.toString("base64") === value;
}
