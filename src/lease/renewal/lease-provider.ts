import { type Clock, systemClock, systemRandom, tryParseArn } from "../../core/index.ts";
import { createLease } from "../lease.ts";
import type { LeaseOptions } from "../options.ts";
import { planLease } from "../plan.ts";
import type { UncheckedScope } from "../scope.ts";
import { RenewingLease } from "./renewing-lease.ts";

/** What {@link leaseProvider} takes besides what a lease is made with. */
export interface RenewalSettings {
  /** Told of a renewal that failed while the last lease was still good. Default: nobody. */
  readonly onRenewalFailed?: (error: unknown) => void;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

/** Options of {@link leaseProvider}. */
export type LeaseProviderOptions = LeaseOptions & RenewalSettings;

/** Credentials as AWS's SDK takes them. */
export interface ProvidedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
  readonly accountId?: string;
}

/**
 * Makes a credential provider for AWS's SDK for JavaScript: `new S3Client({ credentials: leaseProvider(scope, options) })`.
 *
 * What it gives has at least five minutes left. It renews early, at another moment in each process, once for all who ask at
 * the same time, and keeps the last good lease where a renewal fails. Nothing is called before somebody asks, and no timer
 * runs.
 *
 * @param options.signal Ends a renewal under way; afterwards the provider rejects with the signal's reason.
 * @throws KeyleaseError as `createLease` for what it refuses before any call; the provider rejects as `createLease` does.
 */
export function leaseProvider(
  scope: UncheckedScope,
  options: LeaseProviderOptions,
): () => Promise<ProvidedCredentials> {
  // Refused here, where the mistake was made, and not when the SDK first signs.
  planLease(scope, options);
  const renewing = renewingLease(scope, options);
  return async () => {
    options.signal?.throwIfAborted();
    const { credentials, principalArn } = await renewing.get();
    const accountId = tryParseArn(principalArn)?.accountId;
    return { ...credentials, ...(accountId === undefined ? {} : { accountId }) };
  };
}

/** A lease of that scope which is renewed. */
export function renewingLease(scope: UncheckedScope, options: LeaseProviderOptions): RenewingLease {
  return new RenewingLease({
    mint: () => createLease(scope, options),
    clock: options.clock ?? systemClock,
    random: options.random ?? systemRandom,
    onRenewalFailed: options.onRenewalFailed,
  });
}
