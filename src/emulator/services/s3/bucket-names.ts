import type { AwsError } from "../../../wire/index.ts";
import { bucketError } from "./errors.ts";

const RESERVED_PREFIXES = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/** Whether a new bucket may be called so ("General purpose bucket naming rules" of the S3 User Guide). */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d{1,3}(\.\d{1,3}){3}$/.test(name) &&
    !RESERVED_PREFIXES.some((prefix) => name.startsWith(prefix)) &&
    !RESERVED_SUFFIXES.some((suffix) => name.endsWith(suffix))
  );
}

export function invalidBucketName(bucket: string): AwsError {
  return bucketError(400, "InvalidBucketName", { message: "The specified bucket is not valid.", bucket });
}
