import { AwsError } from "../../../wire/index.ts";
import type { AuthenticationErrors, AuthenticationRules } from "../../pipeline/authentication/rules.ts";
import { queryAuthentication } from "../../pipeline/query-authentication.ts";

const unauthenticated = (): AwsError =>
  new AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", { status: 401 });

const expired = (): AwsError => new AwsError("RequestExpired", "Request has expired.", { status: 400 });

/** EC2 tells less than the other query services: a wrong key, token or signature are all one failure. */
const errors: AuthenticationErrors = {
  ...queryAuthentication.errors,
  missing: () =>
    new AwsError("MissingParameter", "The request must contain the parameter AWSAccessKeyId", { status: 400 }),
  unknownKey: unauthenticated,
  invalidToken: unauthenticated,
  badSignature: unauthenticated,
  expiredToken: expired,
  skewed: expired,
};

/** How EC2 authenticates: as the other query services, in words of its own. */
export const ec2Authentication: AuthenticationRules = { ...queryAuthentication, errors };
