import type { Clock } from "../core/index.ts";
import { type Credentials, checkAlive, checkCovers, type IntendedUse, type Lease } from "../lease/index.ts";
import type { CredentialsInUse } from "./connection.ts";

/** With less life left than this another lease is taken: as AWS's SDKs do it. */
export const RENEW_BEFORE_SECONDS = 300;
/** A renewal that failed, or gave a lease that ends soon too, is not tried again before. */
const PAUSE_SECONDS = 60;

/** How a lease is kept alive. */
export interface LeaseRenewal {
  readonly clock: Clock;
  /** What it is used for; a new lease must cover it too. */
  readonly use: IntendedUse;
  /** Gives another lease. `undefined`: there is no way to one. */
  readonly renew: (() => Promise<Lease>) | undefined;
  /** Told of a new lease. */
  readonly onRenewed: (lease: Lease) => void;
  /** Told of a renewal that failed while the lease is still alive, and is used on. */
  readonly onRenewalFailed: (error: unknown, lease: Lease) => void;
}

/** A lease that is renewed before it ends, where there is a way to it. Renewals are one at a time. */
export class LeaseInUse implements CredentialsInUse {
  readonly #renewal: LeaseRenewal;
  #lease: Lease;
  #renewing: Promise<void> | undefined;
  #notBefore = 0;

  constructor(lease: Lease, renewal: LeaseRenewal) {
    this.#lease = lease;
    this.#renewal = renewal;
  }

  /** @throws KeyleaseError `LeaseExpired` where it is over and there is no other; what the renewal failed with. */
  async current(): Promise<Credentials> {
    const { clock, renew } = this.#renewal;
    const now = clock.now().getTime();
    const secondsLeft = (this.#lease.credentials.expiration.getTime() - now) / 1000;
    if (renew === undefined) checkAlive(this.#lease, clock);
    else if (secondsLeft <= 0 || (secondsLeft < RENEW_BEFORE_SECONDS && now >= this.#notBefore)) {
      await this.#renewOnce(renew, secondsLeft > 0);
    }
    return this.#lease.credentials;
  }

  /** S3's clock decides: it may call a lease expired that is alive by the clock here. */
  async replace(expired: Credentials): Promise<boolean> {
    const { renew } = this.#renewal;
    if (renew === undefined) return false;
    if (this.#lease.credentials === expired) await this.#renewOnce(renew, false);
    return this.#lease.credentials !== expired;
  }

  async #renewOnce(renew: () => Promise<Lease>, mayFail: boolean): Promise<void> {
    this.#renewing ??= this.#renew(renew, mayFail).finally(() => {
      this.#renewing = undefined;
    });
    try {
      await this.#renewing;
    } catch (error) {
      // As long as the lease lives, it is used: STS may be reached again in a minute.
      if (!mayFail) throw error;
    }
  }

  async #renew(renew: () => Promise<Lease>, mayFail: boolean): Promise<void> {
    const { clock, use, onRenewed, onRenewalFailed } = this.#renewal;
    this.#notBefore = clock.now().getTime() + PAUSE_SECONDS * 1000;
    try {
      const lease = await renew();
      checkCovers(lease, use);
      checkAlive(lease, clock);
      if (!isOther(lease, this.#lease, mayFail)) return;
      this.#lease = lease;
      onRenewed(lease);
    } catch (error) {
      if (mayFail) onRenewalFailed(error, this.#lease);
      throw error;
    }
  }
}

/**
 * Whether a lease takes the place of the present one. A cache or a file may give the same one for a while; while the present
 * one lives, one that ends sooner is none to change to either.
 */
function isOther({ credentials }: Lease, { credentials: present }: Lease, mustLiveLonger: boolean): boolean {
  if (mustLiveLonger && credentials.expiration <= present.expiration) return false;
  return credentials.accessKeyId !== present.accessKeyId || credentials.sessionToken !== present.sessionToken;
}
