import { KeyleaseError } from "../../core/index.ts";
import type { Lease } from "../lease-document.ts";

/** The name of the profile, and of the section with its endpoints. */
const NAME = "keylease";

/**
 * A profile for AWS's configuration file, for programs that take a profile and nothing else: the file is named by
 * `AWS_CONFIG_FILE`, the profile `keylease` by `AWS_PROFILE`.
 *
 * @throws KeyleaseError `FormatUnsuitable` where a value has white space, which the file cannot hold safely.
 */
export function asProfile({ credentials, region, endpoints }: Lease): string {
  const { s3, sts } = endpoints;
  const services = [
    ...(s3 === undefined ? [] : ["s3 =", `  endpoint_url = ${checked("endpoint", s3)}`]),
    ...(sts === undefined ? [] : ["sts =", `  endpoint_url = ${checked("endpoint", sts)}`]),
  ];
  return [
    `[profile ${NAME}]`,
    `aws_access_key_id = ${checked("access key id", credentials.accessKeyId)}`,
    `aws_secret_access_key = ${checked("secret access key", credentials.secretAccessKey)}`,
    `aws_session_token = ${checked("session token", credentials.sessionToken)}`,
    `region = ${region}`,
    ...(services.length === 0 ? [] : [`services = ${NAME}`, "", `[services ${NAME}]`, ...services]),
  ].join("\n");
}

/** A line break would begin another setting, and what follows a blank and `#` is a comment. */
function checked(what: string, value: string): string {
  if (!/\s/.test(value)) return value;
  throw new KeyleaseError("FormatUnsuitable", `the ${what} has white space, which a profile cannot hold`, {
    hint: "Use the lease document.",
  });
}
