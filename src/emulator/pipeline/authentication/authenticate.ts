import { anonymousCaller } from "../../state/callers.ts";
import type { IncomingRequest, ServiceRequest } from "../request.ts";
import { authenticatedRequest } from "./authenticated-request.ts";
import type { Authenticated, AuthenticationContext } from "./context.ts";
import { authenticateInstance, isInstanceIdentity } from "./instance-identity.ts";
import { mechanismsOf } from "./mechanism.ts";
import { readForm } from "./payload.ts";
import type { AuthenticationRules } from "./rules.ts";
import { authenticateSigV2 } from "./sigv2.ts";
import { authenticateSigV4Header } from "./sigv4-header.ts";
import { authenticateSigV4Query } from "./sigv4-query.ts";

/**
 * Proves who made a request. AWS's order of checks: scope, key and token, expiry, whether the role still exists,
 * then time and signature; each wins over those that follow. There is a promise only where the body has to be read first.
 *
 * @throws AwsError with the service's own code and text.
 */
export function authenticate(
  incoming: IncomingRequest,
  context: AuthenticationContext,
): Authenticated | Promise<Authenticated> {
  const { rules } = context;
  const { callerOfInstance } = rules;
  if (callerOfInstance !== undefined && isInstanceIdentity(incoming.head)) {
    return authenticateInstance(incoming, callerOfInstance, context);
  }
  const ignored = rules.ignoresSignature?.(incoming.head) === true;
  const [mechanism, ...more] = ignored ? [] : mechanismsOf(incoming.head);
  if (more.length > 0) throw rules.errors.twoMechanisms();
  if (mechanism === undefined) return authenticateUnsigned(incoming, rules);
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

async function authenticateUnsigned(incoming: IncomingRequest, rules: AuthenticationRules): Promise<Authenticated> {
  return { caller: anonymousCaller, request: await readUnsigned(incoming, rules) };
}

/** A body is read only where the service may take the request: to know that, it needs the operation's name. */
async function readUnsigned(incoming: IncomingRequest, rules: AuthenticationRules): Promise<ServiceRequest> {
  if (rules.anonymous) return authenticatedRequest(incoming, {});
  if (rules.takesUnsigned === undefined) throw rules.errors.missing();
  const { form } = await readForm(incoming);
  const request = authenticatedRequest(incoming, { form });
  if (!rules.takesUnsigned(request)) throw rules.errors.missing();
  return request;
}
