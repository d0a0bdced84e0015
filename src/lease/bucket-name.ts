import { KeyleaseError } from "../core/index.ts";

const SHAPE = /^[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/;
const IP_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;

/**
 * Checks a bucket name by the rules for general purpose buckets in the S3 user guide. Prefixes and suffixes that
 * AWS reserves are not refused: such a bucket cannot be made, but leasing it harms nobody.
 *
 * @throws KeyleaseError `BucketNameInvalid`.
 */
export function checkBucketName(bucket: string): void {
  if (SHAPE.test(bucket) && !IP_ADDRESS.test(bucket)) return;
  throw new KeyleaseError("BucketNameInvalid", `\`${bucket}\` is not the name of an S3 bucket`, {
    hint: "A bucket name has 3 to 63 lower-case letters, digits, dots and hyphens, and begins and ends with a letter or digit.",
  });
}
