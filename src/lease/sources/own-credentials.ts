import { KeyleaseError, systemClock } from "../../core/index.ts";
import { findCaller } from "../caller.ts";
import { checkAlive, type Lease } from "../lease-document.ts";
import { leaseOfCredentials } from "./lease-of-credentials.ts";
import type { LeaseSourceOptions } from "./read-given.ts";

/** Options of {@link ownCredentials}. */
export interface OwnCredentialsOptions extends LeaseSourceOptions {
  /** Told where the credentials came from, in words. Default: nobody. */
  readonly onCaller?: (source: string) => void;
}

/**
 * Gives what asks AWS's own provider chain for credentials, anew for each call, and uses them as they are: for a first
 * lease, and as `renew` of `upload`. They may do whatever they may do; only where they are leased already, as in a command
 * that `keylease exec` runs, are they limited to a scope.
 *
 * What is given rejects with `CallerUnknown` where there are none; `CallerUnsuitable` where they are long-lived;
 * `LeaseExpired`; `ArgumentInvalid` where no region is known.
 */
export function ownCredentials(
  options: OwnCredentialsOptions & Required<Pick<LeaseSourceOptions, "use">>,
): () => Promise<Lease> {
  return async () => {
    const { credentials, source } = await findCaller();
    options.onCaller?.(source);
    const { sessionToken, expiration, ...keys } = credentials;
    if (sessionToken === undefined || sessionToken === "") throw longLived();
    const lease = leaseOfCredentials({ ...keys, sessionToken, expiration }, options.use, options);
    checkAlive(lease, options.clock ?? systemClock);
    return lease;
  };
}

function longLived(): KeyleaseError {
  return new KeyleaseError(
    "CallerUnsuitable",
    "the credentials that were found are long-lived, and are not used as they are",
    {
      hint: "Take a lease with them: give --role-arn, or --federate for an IAM user's key without a role.",
    },
  );
}
