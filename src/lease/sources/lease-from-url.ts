import type { Lease } from "../lease-document.ts";
import { type AuthorizationToken, authorizationOf } from "./authorization-token.ts";
import { getAnswer } from "./get-answer.ts";
import { checkLeaseAddress } from "./lease-address.ts";
import { type LeaseSourceOptions, readGiven } from "./read-given.ts";

/** Options of {@link leaseFromUrl}. */
export interface LeaseUrlOptions extends LeaseSourceOptions {
  /** Sent as the header `Authorization`, as it stands. Default: none. */
  readonly authorization?: AuthorizationToken;
  /** How long an answer may take, in milliseconds. Default: 15,000. */
  readonly timeoutMilliseconds?: number;
}

const LIMITS = { bytes: 1_048_576, milliseconds: 15_000 } as const;

/**
 * Gives what asks an address for a lease by GET, anew for each call: for a first lease, and as `renew` of `upload`.
 *
 * The answer is a lease document, or credentials as a container's endpoint gives them (`AccessKeyId`, `SecretAccessKey`,
 * `Token`, `Expiration`), which come without a scope. At most 1 MiB is read, and no redirect is followed.
 *
 * @param url https; http on this machine and at the addresses of ECS and EKS, as AWS's SDKs have it.
 * @throws KeyleaseError `ArgumentInvalid` for another address. What is given rejects with `TokenUnavailable` where there is
 *   no token after all; `ClientTimeout` where nobody answers, `LeaseUnavailable` where the answer is no lease's;
 *   `LeaseMalformed`, `LeaseExpired`, `LeaseScopeExceeded` for what comes; `ArgumentInvalid` where credentials come and no
 *   object or region is known.
 */
export function leaseFromUrl(url: string, options: LeaseUrlOptions = {}): () => Promise<Lease> {
  const address = checkLeaseAddress(url);
  return async () => {
    const { authorization } = options;
    const text = await getAnswer(address, {
      authorization: authorization === undefined ? undefined : await authorizationOf(authorization),
      mostBytes: LIMITS.bytes,
      timeoutMilliseconds: options.timeoutMilliseconds ?? LIMITS.milliseconds,
      signal: options.signal,
    });
    return readGiven({ text, form: "container", giver: `\`${address.host}\`` }, options);
  };
}
