import type { AwsError } from "../../../../wire/index.ts";
import { s3Error } from "../errors.ts";

/** The one code that S3 refuses policies with; `detail` is what it echoes of the policy. */
export function malformedPolicy(message: string, detail?: string): AwsError {
  return s3Error(400, ["MalformedPolicy", message], detail === undefined ? {} : { Detail: detail });
}
