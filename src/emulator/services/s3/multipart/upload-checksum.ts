import { header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import { checksumNamed, DEFAULT_CHECKSUM } from "../body/checksums.ts";
import { isCrc } from "../body/combine-crc.ts";
import type { DeclaredDigests } from "../body/declared-digests.ts";
import { invalidRequest } from "../errors.ts";
import type { ChecksumType, UploadRecord } from "./uploads.ts";

/**
 * Which checksum an upload's object is to have, by the headers of its initiation.
 *
 * @throws AwsError `InvalidRequest`.
 */
export function readUploadChecksum({ head }: ServiceRequest): UploadRecord["checksum"] {
  const name = header(head, "x-amz-checksum-algorithm");
  const type = readChecksumType(header(head, "x-amz-checksum-type"));
  if (name === undefined) {
    if (type === undefined) return { algorithm: DEFAULT_CHECKSUM, type: "FULL_OBJECT", isNamed: false };
    throw invalidRequest("The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.");
  }
  const algorithm = checksumNamed(name);
  if (algorithm === undefined) {
    throw invalidRequest(
      "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
    );
  }
  const impossible: ChecksumType | undefined =
    algorithm === "CRC64NVME" ? "COMPOSITE" : isCrc(algorithm) ? undefined : "FULL_OBJECT";
  if (type !== undefined && type === impossible) {
    const lower = algorithm.toLowerCase();
    throw invalidRequest(`The ${type} checksum type cannot be used with the ${lower} checksum algorithm.`);
  }
  return { algorithm, type: type ?? (algorithm === "CRC64NVME" ? "FULL_OBJECT" : "COMPOSITE"), isNamed: true };
}

/** @throws AwsError `InvalidRequest` for what is no type. */
export function readChecksumType(text: string | undefined): ChecksumType | undefined {
  if (text === undefined || text === "COMPOSITE" || text === "FULL_OBJECT") return text;
  throw invalidRequest("Value for x-amz-checksum-type header is invalid.");
}

/**
 * Refuses a part whose checksum is none that its upload takes: one that named an algorithm takes no other, and where the
 * object's is made of the parts' checksums, each part must bring its own.
 *
 * @throws AwsError `InvalidRequest`.
 */
export function checkPartAlgorithm({ checksum }: UploadRecord, declared: DeclaredDigests): void {
  if (!checksum.isNamed) return;
  const actual = declared.checksum?.algorithm ?? declared.trailer;
  if (actual === checksum.algorithm || (actual === undefined && checksum.type === "FULL_OBJECT")) return;
  throw mismatch(checksum.algorithm, actual);
}

function mismatch(expected: string, actual: string | undefined): Error {
  return invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${expected.toLowerCase()}, actual checksum Type: ${actual?.toLowerCase() ?? "null"}`,
  );
}
