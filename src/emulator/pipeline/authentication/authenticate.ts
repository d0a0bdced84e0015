import { anonymousCaller } from "../../state/callers.ts";
import type { IncomingRequest } from "../request.ts";
import type { Authenticated, AuthenticationContext } from "./context.ts";
import { mechanismsOf } from "./mechanism.ts";
import { authenticateSigV2 } from "./sigv2.ts";
import { authenticateSigV4Header } from "./sigv4-header.ts";
import { authenticateSigV4Query } from "./sigv4-query.ts";

/**
 * Proves who made a request. AWS's order of checks: scope, key and token, expiry, whether the role still exists,
 * then time and signature; each wins over those that follow.
 *
 * @throws AwsError with the service's own code and text.
 */
export async function authenticate(incoming: IncomingRequest, context: AuthenticationContext): Promise<Authenticated> {
  const { rules } = context;
  const [mechanism, ...more] = mechanismsOf(incoming.head);
  if (more.length > 0) throw rules.errors.twoMechanisms();
  if (mechanism === undefined) {
    if (!rules.anonymous) throw rules.errors.missing();
    return { caller: anonymousCaller, request: { ...incoming, form: "", payload: { form: "undeclared" } } };
  }
  switch (mechanism) {
    case "v4-header":
      return authenticateSigV4Header(incoming, context);
    case "v4-query":
      return authenticateSigV4Query(incoming, context);
    case "v2-header":
      return authenticateSigV2(incoming, "header", context);
    case "v2-query":
      return authenticateSigV2(incoming, "query", context);
  }
}
