import { createHash } from "node:crypto";
import type { StoreReader } from "../../../state/store.ts";
import { CHECKSUMS } from "../body/checksums.ts";
import { combineCrc, isCrc } from "../body/combine-crc.ts";
import { invalidRequest, s3Error } from "../errors.ts";
import type { ObjectRecord } from "../objects.ts";
import type { ExpectedObject, NamedPart } from "./completion-request.ts";
import type { ListedPart } from "./part-list.ts";
import { findPart, type PartRecord } from "./parts.ts";
import type { UploadRecord } from "./uploads.ts";

const MIN_PART_BYTES: number = 5 * 1024 ** 2;

/** What parts come to. */
export interface Assembly extends Pick<ObjectRecord, "sizeBytes" | "etag" | "checksum"> {
  readonly parts: readonly ListedPart[];
}

/**
 * Puts an object together of the parts that a completion names; no byte of them is read.
 *
 * @throws AwsError `InvalidPart`, `EntityTooSmall`, `InvalidRequest` or `BadDigest`.
 */
export function assemble(
  reader: StoreReader,
  upload: UploadRecord,
  { named, expected }: { readonly named: readonly NamedPart[]; readonly expected: ExpectedObject },
): Assembly {
  const { checksum } = upload;
  if (expected.type !== undefined && (!checksum.isNamed || expected.type !== checksum.type)) {
    const mode = checksum.isNamed ? checksum.type : "null";
    throw invalidRequest(
      `The upload was created using the ${mode} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  if (checksum.isNamed && named.some(({ number }, i) => number !== i + 1)) {
    throw invalidRequest("Part numbers must be consecutive and begin with 1 when a checksum is used.");
  }
  const parts = named.map((name, i) => requirePart(reader, upload, { name, isLast: i === named.length - 1 }));
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  if (expected.sizeBytes !== undefined && expected.sizeBytes !== sizeBytes) {
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${expected.sizeBytes} does not match what was computed: ${sizeBytes}`,
    );
  }
  const value = checksumOf(upload, parts);
  checkExpected(upload, expected, value);
  const isComposite = checksum.type === "COMPOSITE";
  return {
    parts: listed(parts, isComposite),
    sizeBytes,
    etag: etagOf(parts.map(({ etag }) => etag)),
    checksum: isComposite
      ? { algorithm: checksum.algorithm, value: `${value}-${parts.length}`, type: "COMPOSITE" }
      : { algorithm: checksum.algorithm, value },
  };
}

/** The ETag of an object that was uploaded in parts. */
export function etagOf(partEtags: readonly string[]): string {
  const hash = createHash("md5");
  for (const etag of partEtags) hash.update(Buffer.from(etag, "hex"));
  return `${hash.digest("hex")}-${partEtags.length}`;
}

function requirePart(
  reader: StoreReader,
  { uploadId, checksum }: UploadRecord,
  { name, isLast }: { readonly name: NamedPart; readonly isLast: boolean },
): PartRecord {
  const { number, etag } = name;
  const part = findPart(reader, uploadId, number);
  if (part === undefined || part.etag !== etag) throw invalidPart(uploadId, name);
  if (name.checksum !== undefined) {
    const isSame = checksum.isNamed && name.checksum.algorithm === checksum.algorithm;
    if (!isSame || name.checksum.value !== part.checksum) throw invalidPart(uploadId, name);
  } else if (checksum.isNamed && checksum.type === "COMPOSITE") {
    const algorithm = checksum.algorithm.toLowerCase();
    throw invalidRequest(
      `The upload was created using a ${algorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${number} in the request.`,
    );
  }
  if (!isLast && part.sizeBytes < MIN_PART_BYTES) {
    const message = "Your proposed upload is smaller than the minimum allowed size";
    throw s3Error(400, ["EntityTooSmall", message], {
      ProposedSize: String(part.sizeBytes),
      MinSizeAllowed: String(MIN_PART_BYTES),
      PartNumber: String(number),
      ETag: etag,
    });
  }
  return part;
}

function invalidPart(uploadId: string, { number, etag }: NamedPart): Error {
  const message =
    "One or more of the specified parts could not be found.  The part may not have been uploaded, or the specified entity tag may not match the part's entity tag.";
  return s3Error(400, ["InvalidPart", message], { UploadId: uploadId, PartNumber: String(number), ETag: etag });
}

/** The checksum of the parts' checksums, or of the whole by the CRCs of the parts. */
function checksumOf({ checksum: { algorithm, type } }: UploadRecord, parts: readonly PartRecord[]): string {
  const values = parts.map((part) => Buffer.from(part.checksum, "base64"));
  if (type === "FULL_OBJECT" && isCrc(algorithm)) {
    let whole: Buffer = Buffer.alloc(CHECKSUMS[algorithm].bytes);
    values.forEach((value, i) => {
      whole = combineCrc(algorithm, whole, { value, sizeBytes: parts[i]?.sizeBytes ?? 0 });
    });
    return whole.toString("base64");
  }
  const hash = CHECKSUMS[algorithm].create();
  for (const value of values) hash.update(value);
  return hash.digest().toString("base64");
}

/** Where the upload named no algorithm, what the completion says of one is not looked at, as on AWS. */
function checkExpected({ checksum }: UploadRecord, expected: ExpectedObject, value: string): void {
  if (!checksum.isNamed || expected.checksum === undefined) return;
  if (expected.checksum.algorithm === checksum.algorithm && expected.checksum.value === value) return;
  const algorithm = expected.checksum.algorithm.toLowerCase();
  throw s3Error(400, ["BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`]);
}

function listed(parts: readonly PartRecord[], withChecksums: boolean): readonly ListedPart[] {
  let firstByte = 0;
  return parts.map(({ number, blob, sizeBytes, checksum }) => {
    const part = { number, blob, sizeBytes, firstByte, ...(withChecksums ? { checksum } : {}) };
    firstByte += sizeBytes;
    return part;
  });
}
