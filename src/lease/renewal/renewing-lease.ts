import { type Clock, KeyleaseError, type Random } from "../../core/index.ts";
import type { Lease } from "../lease-document.ts";

/** No lease is handed out with less than this left: clients renew by then, and an upload needs time too. */
export const LEAST_SECONDS_SERVED = 300;

/** How early a renewal begins, before the least time is left: this part of the life, and never more than this. */
const WINDOW = { part: 0.2, mostMilliseconds: 900_000 } as const;

/** How long to wait after a failure, doubled with each further one. */
const RETRY = { firstMilliseconds: 5_000, mostMilliseconds: 60_000 } as const;

/** What a {@link RenewingLease} is made with. */
export interface RenewingLeaseSettings {
  readonly mint: () => Promise<Lease>;
  readonly clock: Clock;
  readonly random: Random;
  /** Told of a renewal that failed while the last lease was still good. */
  readonly onRenewalFailed?: ((error: unknown) => void) | undefined;
}

/** A lease that is renewed before less than five minutes of it are left. */
export class RenewingLease {
  readonly #settings: RenewingLeaseSettings;
  #lease: Lease | undefined;
  #flight: Promise<Lease> | undefined;
  #renewAt = 0;
  #failures = 0;

  constructor(settings: RenewingLeaseSettings) {
    this.#settings = settings;
  }

  /**
   * A lease with at least five minutes left. Where it is time for a new one, but not yet urgent, the present one is given
   * at once while the new one is fetched: whoever asks may have a second and no more. Calls at the same time share one
   * renewal.
   *
   * @throws what minting throws, where the present lease has less than five minutes left.
   */
  async get(): Promise<Lease> {
    const lease = this.#lease;
    if (lease === undefined || this.#millisecondsLeft(lease) < LEAST_SECONDS_SERVED * 1000) return this.#renew();
    if (this.#now() >= this.#renewAt) {
      this.#renew().catch((error) => this.#settings.onRenewalFailed?.(error));
    }
    return lease;
  }

  #renew(): Promise<Lease> {
    this.#flight ??= this.#mint().finally(() => {
      this.#flight = undefined;
    });
    return this.#flight;
  }

  async #mint(): Promise<Lease> {
    try {
      const lease = this.#checkLife(await this.#settings.mint());
      this.#lease = lease;
      this.#failures = 0;
      this.#renewAt = this.#renewalTime(lease);
      return lease;
    } catch (error) {
      const wait = Math.min(RETRY.mostMilliseconds, RETRY.firstMilliseconds * 2 ** this.#failures);
      this.#failures = Math.min(this.#failures + 1, 10);
      this.#renewAt = this.#now() + wait * (0.5 + this.#fraction() / 2);
      throw error;
    }
  }

  /** Up to a quarter earlier for each process, so that many that began together do not call STS together. */
  #renewalTime({ credentials }: Lease): number {
    const expiresAt = credentials.expiration.getTime();
    const window = Math.min(WINDOW.mostMilliseconds, WINDOW.part * (expiresAt - this.#now()));
    return expiresAt - LEAST_SECONDS_SERVED * 1000 - window * (1 + this.#fraction() / 4);
  }

  #checkLife(lease: Lease): Lease {
    if (this.#millisecondsLeft(lease) >= LEAST_SECONDS_SERVED * 1000) return lease;
    const expiresAt = lease.credentials.expiration.toISOString();
    throw new KeyleaseError(
      "LeaseExpired",
      `the new lease has less than five minutes left: it expires at ${expiresAt}`,
      {
        hint: "Check this machine's clock.",
        facts: { leaseId: lease.id },
      },
    );
  }

  #millisecondsLeft({ credentials }: Lease): number {
    return credentials.expiration.getTime() - this.#now();
  }

  #now(): number {
    return this.#settings.clock.now().getTime();
  }

  #fraction(): number {
    return this.#settings.random.bytes(4).readUInt32BE() / 2 ** 32;
  }
}
