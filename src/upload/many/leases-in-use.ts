import { type Clock, KeyleaseError } from "../../core/index.ts";
import {
  checkAlive,
  checkGrants,
  coversAll,
  describeObjects,
  type Lease,
  leaseFor,
  type ScopeAction,
} from "../../lease/index.ts";
import type { CredentialsInUse } from "../connection.ts";
import { LeaseInUse } from "../lease-in-use.ts";

/** How leases are kept alive. */
export interface LeasesRenewal {
  readonly clock: Clock;
  /** What a lease is used for. */
  readonly actionsOf: (lease: Lease) => readonly ScopeAction[];
  /** Gives others in the place of all of them. `undefined`: there is no way to any. */
  readonly renew: (() => Promise<readonly Lease[]>) | undefined;
  /** Told of every new lease that is used. */
  readonly onRenewed: (lease: Lease) => void;
  /** Told of a renewal that failed while the lease is still alive, and is used on. */
  readonly onRenewalFailed: (error: unknown, lease: Lease) => void;
}

/** A lease with what signs for it now. */
export interface LeaseForUse {
  readonly lease: Lease;
  readonly credentials: CredentialsInUse;
}

/** Where the lease for an object is found. */
export interface LeaseSource {
  /**
   * The lease for an object.
   *
   * @throws KeyleaseError `LeaseScopeExceeded` where none is.
   */
  for(object: { readonly bucket: string; readonly key: string }): LeaseForUse;
}

/** Leases that cover objects between them, each renewed as it comes to its end; one call renews all. */
export class LeasesInUse implements LeaseSource {
  readonly #leases: readonly Lease[];
  readonly #renewal: LeasesRenewal;
  readonly #inUse = new Map<Lease, LeaseForUse>();
  #renewed: { readonly leases: Promise<readonly Lease[]>; readonly takenBy: Set<Lease> } | undefined;

  /** @throws KeyleaseError `LeaseExpired`; `LeaseScopeExceeded` where one does not grant what is to be done. */
  constructor(leases: readonly Lease[], renewal: LeasesRenewal) {
    this.#leases = leases;
    this.#renewal = renewal;
    for (const lease of leases) {
      checkAlive(lease, renewal.clock);
      checkGrants(lease, renewal.actionsOf(lease));
    }
  }

  for(object: { readonly bucket: string; readonly key: string }): LeaseForUse {
    const lease = leaseFor(this.#leases, object);
    const known = this.#inUse.get(lease);
    if (known !== undefined) return known;
    const { clock, actionsOf, renew, onRenewed, onRenewalFailed } = this.#renewal;
    const credentials = new LeaseInUse(lease, {
      clock,
      use: { ...object, actions: actionsOf(lease) },
      renew: renew === undefined ? undefined : () => this.#successorOf(lease, renew),
      onRenewed,
      onRenewalFailed,
    });
    const use = { lease, credentials };
    this.#inUse.set(lease, use);
    return use;
  }

  /** The others were renewed with the one that came to its end first: each takes its own of these, once. */
  async #successorOf(lease: Lease, renew: () => Promise<readonly Lease[]>): Promise<Lease> {
    if (this.#renewed === undefined || this.#renewed.takenBy.has(lease)) {
      this.#renewed = { leases: renew(), takenBy: new Set() };
    }
    const { leases, takenBy } = this.#renewed;
    takenBy.add(lease);
    const successor = (await leases).find((other) => coversAll(other.scope, lease.scope));
    if (successor !== undefined) return successor;
    throw new KeyleaseError(
      "LeaseScopeExceeded",
      `none of the new leases is for all of \`${describeObjects(lease.scope)}\``,
      { hint: "Renew with leases of the same scope.", facts: { leaseId: lease.id } },
    );
  }
}
