import { header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import { invalidRequest } from "../errors.ts";

/**
 * Insists that the client has hashed the body, for the operations where S3 does. `named` is how S3 calls what is missing,
 * which differs from one operation to the next.
 *
 * @throws AwsError `InvalidRequest`.
 */
export function requireDigest({ head }: ServiceRequest, named: string): void {
  const declared = [...head.headers.keys()].some((name) => /^x-amz-checksum-(crc|sha)/.test(name));
  if (declared || header(head, "content-md5") !== undefined) return;
  throw invalidRequest(`Missing required header for this request: ${named}`);
}
