import { escapeLiteral } from "../policy/index.ts";
import { iamActionsOf } from "./actions.ts";
import { checkScope, type Scope } from "./scope.ts";

/**
 * Writes the session policy that confines credentials to a scope, as JSON without spaces.
 *
 * The version is 2012-10-17 because only there is a wildcard in a key written as a literal (`${*}`); under
 * 2008-10-17 the same text would be three plain characters.
 *
 * @param partition `aws`, `aws-cn` or `aws-us-gov`. Default: `aws`.
 * @throws KeyleaseError as `checkScope`: a policy is never written from an unchecked scope.
 */
export function sessionPolicyFor(scope: Scope, partition = "aws"): string {
  const { bucket, key, actions } = checkScope(scope);
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: iamActionsOf(actions),
        Resource: `arn:${partition}:s3:::${bucket}/${escapeLiteral(key)}`,
      },
    ],
  });
}
