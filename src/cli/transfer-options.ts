import { KeyleaseError } from "../core/index.ts";
import {
  type ChecksumAlgorithm,
  checkMostInFlight,
  checkPartBytes,
  MOST_STREAM_PART_BYTES,
  type StreamUploadOptions,
} from "../upload/index.ts";
import { parseByteSize } from "./byte-size.ts";

/** What the command line says of the way to S3. */
export interface TransferInput {
  /** A path; `-` is standard input. */
  readonly file: string;
  /** `crc64nvme`: S3's name in lower case. */
  readonly checksum?: Lowercase<ChecksumAlgorithm>;
  /** `16MiB`. */
  readonly partSize?: string;
  /** A whole number. */
  readonly partsInFlight?: string;
}

/**
 * The options of an upload that they come to.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function transferOptions({
  file,
  checksum,
  partSize,
  partsInFlight,
}: TransferInput): Pick<StreamUploadOptions, "checksum" | "partBytes" | "mostInFlight"> {
  return {
    ...(checksum === undefined ? {} : { checksum: checksum.toUpperCase() as ChecksumAlgorithm }),
    ...(partSize === undefined ? {} : { partBytes: readPartSize(partSize, file === "-") }),
    ...(partsInFlight === undefined ? {} : { mostInFlight: readPartsInFlight(partsInFlight) }),
  };
}

function readPartSize(text: string, isStream: boolean): number {
  const bytes = parseByteSize(text);
  if (bytes === undefined) {
    throw new KeyleaseError("ArgumentInvalid", `\`${text}\` is no size`, {
      hint: "Give a number with its unit, such as 16MiB or 64MB.",
    });
  }
  checkPartBytes(bytes, isStream ? MOST_STREAM_PART_BYTES : undefined);
  return bytes;
}

function readPartsInFlight(text: string): number {
  const parts = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(parts)) {
    throw new KeyleaseError("ArgumentInvalid", `\`${text}\` is no number of parts`, {
      hint: "Give a whole number, such as 8.",
    });
  }
  checkMostInFlight(parts);
  return parts;
}
