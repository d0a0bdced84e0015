import { header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import { invalidRequest } from "../errors.ts";

/**
 * The account that a request is about: the one of its `x-amz-account-id`, which its host must not gainsay.
 *
 * @throws AwsError `InvalidRequest`.
 */
export function readAccountId({ head, host }: Pick<ServiceRequest, "head" | "host">): string {
  const accountId = header(head, "x-amz-account-id");
  if (accountId === undefined) throw invalidRequest("Missing required header for this request: x-amz-account-id");
  if (!/^\d{12}$/.test(accountId)) throw invalidRequest("The value of x-amz-account-id must be an AWS Account ID.");
  const [, hosted] = /^(\d{12})\./.exec(host) ?? [];
  if (hosted === undefined || hosted === accountId) return accountId;
  throw invalidRequest("The account of the host is not the account of x-amz-account-id.");
}
