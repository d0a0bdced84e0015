import type { Clock } from "../../../core/index.ts";
import { type Credentials, checkAlive, type Lease, leaseFor } from "../../../lease/index.ts";
import type { CredentialsInUse } from "../../connection.ts";
import { RENEW_BEFORE_SECONDS } from "../../lease-in-use.ts";
import type { LeaseForUse, LeaseSource } from "../leases-in-use.ts";
import type { CredentialsAsk } from "./messages.ts";

/** The main thread may be renewing a lease that still lives, or have failed to: it is not asked for each file. */
const PAUSE_MILLISECONDS = 100;

/** Credentials by their number among those that threads were given. */
export interface NumberedCredentials {
  readonly id: number;
  readonly credentials: Credentials;
}

/** With what a thread signs. */
export interface AskedLeasesSettings {
  readonly leases: readonly Lease[];
  /** Whether there is a way to others, and any use in asking. */
  readonly isRenewed: boolean;
  readonly clock: Clock;
  /** Asks the main thread, which renews; rejects with what that fails with. */
  readonly ask: (question: Omit<CredentialsAsk, "ask">) => Promise<NumberedCredentials>;
}

/** The leases in a thread: those of the main thread, which is asked for others when they come to their end. */
export class AskedLeases implements LeaseSource {
  readonly #settings: AskedLeasesSettings;
  readonly #inUse = new Map<Lease, LeaseForUse>();

  constructor(settings: AskedLeasesSettings) {
    this.#settings = settings;
  }

  for(object: { readonly bucket: string; readonly key: string }): LeaseForUse {
    const { leases } = this.#settings;
    const lease = leaseFor(leases, object);
    const known = this.#inUse.get(lease);
    if (known !== undefined) return known;
    const { credentials } = lease;
    const use = {
      lease,
      credentials: new AskedCredentials(
        { lease, key: object.key, first: { id: leases.indexOf(lease), credentials } },
        this.#settings,
      ),
    };
    this.#inUse.set(lease, use);
    return use;
  }
}

/** Credentials of a lease, and whatever object they are asked for by. */
interface AskedFor {
  readonly lease: Lease;
  readonly key: string;
  readonly first: NumberedCredentials;
}

class AskedCredentials implements CredentialsInUse {
  readonly #of: AskedFor;
  readonly #settings: AskedLeasesSettings;
  #held: NumberedCredentials;
  #asking: { readonly ofRefused: boolean; readonly answer: Promise<void> } | undefined;
  #notBefore = 0;

  constructor(of: AskedFor, settings: AskedLeasesSettings) {
    this.#of = of;
    this.#settings = settings;
    this.#held = of.first;
  }

  async current(): Promise<Credentials> {
    const { clock, isRenewed } = this.#settings;
    const now = clock.now().getTime();
    const secondsLeft = ((this.#held.credentials.expiration?.getTime() ?? 0) - now) / 1000;
    if (!isRenewed) checkAlive(this.#of.lease, clock);
    else if (secondsLeft <= 0 || (secondsLeft < RENEW_BEFORE_SECONDS && now >= this.#notBefore)) await this.#askOnce();
    return this.#held.credentials;
  }

  async replace(expired: Credentials): Promise<boolean> {
    if (!this.#settings.isRenewed) return false;
    // Whoever asks already may be told that these live: that they were refused is to be told as well.
    if (this.#held.credentials === expired && this.#asking?.ofRefused === false) await this.#asking.answer;
    if (this.#held.credentials === expired) await this.#askOnce(this.#held.id);
    return this.#held.credentials !== expired;
  }

  async #askOnce(refused?: number): Promise<void> {
    this.#asking ??= {
      ofRefused: refused !== undefined,
      answer: this.#ask(refused).finally(() => {
        this.#asking = undefined;
      }),
    };
    await this.#asking.answer;
  }

  async #ask(refused: number | undefined): Promise<void> {
    const { ask, clock } = this.#settings;
    const given = await ask({ key: this.#of.key, ...(refused === undefined ? {} : { refused }) });
    this.#notBefore = clock.now().getTime() + PAUSE_MILLISECONDS;
    // Every answer is a copy: what was held stays the same object, by which `replace` knows it.
    if (given.id !== this.#held.id) this.#held = given;
  }
}
