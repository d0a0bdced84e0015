import { AwsError } from "../../../wire/index.ts";
import { queryDenial } from "../../pipeline/query-service.ts";
import type { Denial } from "../../pipeline/service.ts";

/**
 * EC2's refusal. Where the action has a resource, the explanation goes along as an encoded message, which
 * DecodeAuthorizationMessage reads.
 */
export function ec2Denial(denial: Denial): AwsError {
  const { code, message, status } = queryDenial(denial, "ec2");
  if (denial.requirement.resource === "*" || denial.encodedMessage === undefined) {
    return new AwsError(code, message, { status });
  }
  const encoded = denial.encodedMessage();
  return new AwsError(code, `${message}. Encoded authorization failure message: ${encoded}`, { status });
}
