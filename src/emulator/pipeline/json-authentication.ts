import { AwsError } from "../../wire/index.ts";
import type { AuthenticationErrors, AuthenticationRules } from "./authentication/rules.ts";
import { queryAuthentication } from "./query-authentication.ts";

/** What the query services' codes are called by the services that speak JSON. */
const NAMES: Readonly<Record<string, string>> = {
  ExpiredToken: "ExpiredTokenException",
  IncompleteSignature: "IncompleteSignatureException",
  InvalidClientTokenId: "UnrecognizedClientException",
  MissingAuthenticationToken: "MissingAuthenticationTokenException",
  SignatureDoesNotMatch: "InvalidSignatureException",
};

/** How the services that speak JSON authenticate: as the query services, with codes of their own and always 400. */
export const jsonAuthentication: AuthenticationRules = {
  ...queryAuthentication,
  errors: Object.fromEntries(
    Object.entries(queryAuthentication.errors).map(([name, make]) => [name, renamed(make as AnyError)]),
  ) as unknown as AuthenticationErrors,
};

type AnyError = (...details: readonly unknown[]) => AwsError;

function renamed(make: AnyError): AnyError {
  return (...details) => {
    const error = make(...details);
    const code = NAMES[error.code];
    return code === undefined ? error : new AwsError(code, error.message, { status: 400 });
  };
}
