import { children, childText, header, type XmlElement } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import { CHECKSUMS, type ChecksumAlgorithm, checksumHeader } from "../body/checksums.ts";
import { isChecksumValue, readBodyDigests } from "../body/declared-digests.ts";
import { parseDocument, readDocument } from "../body/document.ts";
import { invalidArgument, invalidRequest, malformedXml, s3Error } from "../errors.ts";
import { MAX_PART_NUMBER } from "./parts.ts";
import { readChecksumType } from "./upload-checksum.ts";
import type { ChecksumType } from "./uploads.ts";

/** 10,000 parts with the longest checksums. */
const MAX_DOCUMENT_BYTES: number = 8 * 1024 * 1024;
const ALGORITHMS = Object.keys(CHECKSUMS) as ChecksumAlgorithm[];

/** A part as a completion names it. */
export interface NamedPart {
  readonly number: number;
  /** Without quotes. */
  readonly etag: string;
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly value: string };
}

/** What a completion says of the object that is to come of it. */
export interface ExpectedObject {
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: string } | undefined;
  readonly type: ChecksumType | undefined;
  readonly sizeBytes: number | undefined;
}

/** @throws AwsError `InvalidRequest`. */
export function readExpectedObject({ head }: ServiceRequest): ExpectedObject {
  const named = ALGORITHMS.filter((algorithm) => header(head, checksumHeader(algorithm)) !== undefined);
  if (named.length > 1) {
    throw invalidRequest("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  }
  const [algorithm] = named;
  const type = readChecksumType(header(head, "x-amz-checksum-type"));
  const sizeBytes = readSize(header(head, "x-amz-mp-object-size"));
  if (algorithm === undefined) return { checksum: undefined, type, sizeBytes };
  const name = checksumHeader(algorithm);
  // The value of a composite checksum may end in the number of parts.
  const value = (header(head, name) ?? "").replace(/-\d{1,5}$/, "");
  if (!isChecksumValue(algorithm, value)) throw invalidRequest(`Value for ${name} header is invalid.`);
  return { checksum: { algorithm, value }, type, sizeBytes };
}

function readSize(text: string | undefined): number | undefined {
  if (text === undefined || /^\d{1,15}$/.test(text)) return text === undefined ? undefined : Number(text);
  if (/^-\d+$/.test(text)) throw invalidRequest(`Value for x-amz-mp-object-size header is less than zero: '${text}'`);
  throw invalidRequest(`Value for x-amz-mp-object-size header is invalid: '${text}'`);
}

/**
 * Reads the list of parts of a completion.
 *
 * @throws AwsError `MalformedXML`, `InvalidRequest` where there is none, `InvalidPartOrder`, `InvalidArgument`.
 */
export async function readNamedParts(request: ServiceRequest, uploadId: string): Promise<readonly NamedPart[]> {
  const text = await readDocument(request, MAX_DOCUMENT_BYTES, readBodyDigests(request));
  if (text.trim() === "") throw invalidRequest("You must specify at least one part");
  const parts = children(parseDocument(text, "CompleteMultipartUpload"), "Part").map(readPart);
  if (parts.length === 0) throw invalidRequest("You must specify at least one part");
  if (parts.length > MAX_PART_NUMBER) throw malformedXml();
  if (parts.some(({ number }, i) => number <= (parts[i - 1]?.number ?? 0))) {
    const message = "The list of parts was not in ascending order. Parts must be ordered by part number.";
    throw s3Error(400, ["InvalidPartOrder", message], { UploadId: uploadId });
  }
  return parts;
}

function readPart(element: XmlElement): NamedPart {
  const numberText = childText(element, "PartNumber") ?? "";
  const etag = childText(element, "ETag")?.replace(/^"(.*)"$/, "$1");
  if (!/^\d{1,9}$/.test(numberText) || etag === undefined) throw malformedXml();
  const number = Number(numberText);
  if (number < 1 || number > MAX_PART_NUMBER) {
    const message = "PartNumber must be >= 1 and <= 10000";
    throw invalidArgument(message, { name: "PartNumber", value: numberText });
  }
  const checksums = ALGORITHMS.flatMap((algorithm) => {
    const value = childText(element, `Checksum${algorithm}`);
    return value === undefined ? [] : [{ algorithm, value }];
  });
  const [checksum] = checksums;
  if (checksum === undefined) return { number, etag };
  if (checksums.length > 1 || !isChecksumValue(checksum.algorithm, checksum.value)) {
    throw invalidArgument("Invalid Base64 or multiple checksums present in request", {
      name: "Checksum",
      value: checksums.map(({ algorithm, value }) => `${algorithm}:${value};`).join(""),
    });
  }
  return { number, etag, checksum };
}
