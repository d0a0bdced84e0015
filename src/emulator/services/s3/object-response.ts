import type { Readable } from "node:stream";
import { header } from "../../../wire/index.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import type { ByteRange } from "../../state/blobs.ts";
import type { MovableClock } from "../../state/movable-clock.ts";
import { checksumHeader } from "./body/checksums.ts";
import { isNotModified } from "./conditions.ts";
import { invalidArgument, invalidRequest, s3Error } from "./errors.ts";
import { lastModifiedHeader } from "./last-modified.ts";
import type { ListedPart } from "./multipart/part-list.ts";
import { readPartNumber } from "./multipart/part-number.ts";
import { objectHeaders } from "./object-headers.ts";
import { checksumType, type ObjectRecord } from "./objects.ts";
import { readRange } from "./range.ts";
import { queryOf } from "./request-query.ts";
import type { S3Response } from "./response.ts";

/** Query parameters that replace a header of the answer. */
const OVERRIDES: Readonly<Record<string, string>> = {
  "response-cache-control": "cache-control",
  "response-content-disposition": "content-disposition",
  "response-content-encoding": "content-encoding",
  "response-content-language": "content-language",
  "response-content-type": "content-type",
  "response-expires": "expires",
};

/** What else an answer with an object needs. */
export interface ObjectReading {
  readonly request: ServiceRequest;
  readonly object: ObjectRecord;
  /** The parts of an object that was uploaded in parts. */
  readonly parts: { readonly count: number; find(number: number): ListedPart | undefined } | undefined;
  readonly clock: Pick<MovableClock, "milliseconds">;
  /** Opens the bytes; `undefined` for HEAD. */
  readonly open: ((range: ByteRange | undefined) => Readable | Uint8Array) | undefined;
}

/** An answer whose headers nobody else has yet: whoever asked may add some. */
export interface ObjectResponse extends S3Response {
  readonly headers: Record<string, string>;
}

/**
 * Answers GET and HEAD of an object: conditions first, then the range.
 *
 * @throws AwsError `PreconditionFailed`, `InvalidRange`, `InvalidPartNumber`, `InvalidRequest`.
 */
export function objectResponse({ request, object, parts, clock, open }: ObjectReading): ObjectResponse {
  const validators = { etag: `"${object.etag}"`, "last-modified": lastModifiedHeader(object.lastModified) };
  if (isNotModified(request, object, clock)) return { status: 304, headers: validators };
  const part = readPart(request, object, parts);
  const range = part === undefined ? readRange(header(request.head, "range"), object.sizeBytes) : rangeOf(part);
  const { first, last } = range ?? { first: 0, last: object.sizeBytes - 1 };
  const partial = range !== undefined || (part !== undefined && object.sizeBytes > 0);
  // One after the other into one object: spreads among others cost microseconds, and every read comes by here.
  const headers: Record<string, string> = {
    etag: validators.etag,
    "last-modified": validators["last-modified"],
    "accept-ranges": "bytes",
    "x-amz-server-side-encryption": "AES256",
  };
  Object.assign(headers, objectHeaders(object), overrides(request));
  const isWhole = part === undefined && last - first + 1 === object.sizeBytes;
  Object.assign(headers, checksumHeaders(request, object, isWhole ? object.checksum : part?.checksum));
  if (part !== undefined && parts !== undefined) headers["x-amz-mp-parts-count"] = String(parts.count);
  headers["content-length"] = String(last - first + 1);
  if (partial) headers["content-range"] = `bytes ${first}-${last}/${object.sizeBytes}`;
  const status = partial ? 206 : 200;
  return open === undefined ? { status, headers } : { status, headers, body: open(range) };
}

/** The checksum of what is sent, for whoever asks for it. */
function checksumHeaders(
  { head }: ServiceRequest,
  object: ObjectRecord,
  checksum: { readonly value: string } | undefined,
): Record<string, string> {
  if (checksum === undefined || header(head, "x-amz-checksum-mode")?.toUpperCase() !== "ENABLED") return {};
  return {
    [checksumHeader(object.checksum.algorithm)]: checksum.value,
    "x-amz-checksum-type": checksumType(object),
  };
}

function overrides(request: ServiceRequest): Record<string, string> {
  const query = queryOf(request);
  if (query.size === 0) return {};
  const asked = Object.entries(OVERRIDES).filter(([parameter]) => query.has(parameter));
  if (asked.length > 0 && request.signature === undefined) {
    throw invalidRequest("Request specific response headers cannot be used for anonymous GET requests.");
  }
  return Object.fromEntries(asked.map(([parameter, name]) => [name, latin1(parameter, query.get(parameter) ?? "")]));
}

/** An answer's header as it can be written; unlike what was uploaded, it is given back as asked for or not at all. */
function latin1(parameter: string, value: string): string {
  if (/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return value;
  throw invalidArgument("Header value cannot be represented using ISO-8859-1.", { name: parameter, value });
}

/** A part that a read asks for. */
interface AskedPart {
  readonly firstByte: number;
  readonly sizeBytes: number;
  readonly checksum?: { readonly value: string };
}

/** The part that was asked for. An object that was put whole is its own part 1. */
function readPart(request: ServiceRequest, object: ObjectRecord, parts: ObjectReading["parts"]): AskedPart | undefined {
  const text = queryOf(request).get("partNumber");
  if (text === undefined) return undefined;
  if (header(request.head, "range") !== undefined) {
    throw invalidRequest("Cannot specify both Range header and partNumber query parameter");
  }
  const number = readPartNumber(request);
  if (parts === undefined && number === 1) {
    return { firstByte: 0, sizeBytes: object.sizeBytes, checksum: object.checksum };
  }
  const found = parts?.find(number);
  if (found !== undefined) {
    const { firstByte, sizeBytes, checksum } = found;
    return { firstByte, sizeBytes, ...(checksum === undefined ? {} : { checksum: { value: checksum } }) };
  }
  throw s3Error(416, ["InvalidPartNumber", "The requested partnumber is not satisfiable"], {
    ActualPartCount: String(parts?.count ?? 1),
    PartNumberRequested: text,
  });
}

function rangeOf({ firstByte, sizeBytes }: AskedPart): ByteRange | undefined {
  return sizeBytes === 0 ? undefined : { first: firstByte, last: firstByte + sizeBytes - 1 };
}
