import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import { commonKeys } from "../context-keys.ts";
import { type S3Response, s3Operation } from "../response.ts";
import { readAccountId } from "./account-id.ts";

/** An operation on an account that needs one action, which is on no resource. */
export interface AccountOperationDefinition {
  readonly name: string;
  readonly errors: readonly string[];
  /** `s3:GetAccountPublicAccessBlock`. */
  readonly action: string;
  run(accountId: string, context: OperationContext): S3Response | Promise<S3Response>;
}

/** Of another account nobody is allowed anything: an account has no policy that could let others in. */
export function accountOperation({ name, errors, action, run }: AccountOperationDefinition): Operation {
  return s3Operation({
    name,
    errors,
    parse: readAccountId,
    authorise: (accountId, { request }) => [
      { action, resource: "*", resourceAccountId: accountId, context: commonKeys(request, accountId) },
    ],
    run,
  });
}
