import { type AwsError, header } from "../../../wire/index.ts";
import type { ServiceRequest } from "../../pipeline/request.ts";
import { s3Error } from "./errors.ts";

export const WEBSITE_REDIRECT = "x-amz-website-redirect-location";

const MAX_CHARACTERS = 2048;

/**
 * Reads where a bucket that is a website would send visitors of the object. No bucket is one here, so it is kept and
 * given back, as S3 does with buckets that are none.
 *
 * @throws AwsError `InvalidRedirectLocation`.
 */
export function readWebsiteRedirect({ head }: ServiceRequest): string | undefined {
  const location = header(head, WEBSITE_REDIRECT);
  if (location === undefined) return undefined;
  if (!/^(\/|https?:\/\/)/.test(location)) {
    throw invalid("The website redirect location must have a prefix of 'http://' or 'https://' or '/'.");
  }
  if (location.length > MAX_CHARACTERS) {
    throw invalid(`The length of website redirect location cannot exceed ${MAX_CHARACTERS} characters.`);
  }
  return location;
}

function invalid(message: string): AwsError {
  return s3Error(400, ["InvalidRedirectLocation", message]);
}
