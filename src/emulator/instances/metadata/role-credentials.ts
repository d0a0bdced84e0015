import type { RoleRecord } from "../../state/identities.ts";
import { type InstanceRecord, instanceArn } from "../../state/instances.ts";
import type { SessionCredentials } from "../../state/sessions.ts";
import type { EmulatorState } from "../../state/state.ts";

const LIFETIME_SECONDS = 6 * 3600;

/**
 * AWS has new credentials ready at least five minutes before the old ones end, which is when its SDKs ask again; ours
 * are ready a little earlier, so that no client asks a moment too soon and gets the old ones.
 */
const ROTATED_BEFORE_SECONDS = 900;

/** Credentials that an instance was given, and when. */
export interface DeliveredCredentials extends SessionCredentials {
  readonly issuedAt: Date;
}

/** Hands an instance its role's credentials: the same to everyone who asks, until it is time for new ones. */
export class RoleCredentials {
  readonly #state: EmulatorState;
  #delivered: { readonly roleId: string; readonly credentials: DeliveredCredentials } | undefined;

  constructor(state: EmulatorState) {
    this.#state = state;
  }

  /** The credentials of `role` for `instance`. INVARIANT: whoever calls has checked that the role trusts EC2. */
  current(instance: InstanceRecord, role: RoleRecord): DeliveredCredentials {
    const known = this.#delivered;
    if (known?.roleId === role.roleId && this.#isFresh(known.credentials)) return known.credentials;
    const credentials = this.#mint(instance, role);
    this.#delivered = { roleId: role.roleId, credentials };
    return credentials;
  }

  #isFresh({ expiration }: DeliveredCredentials): boolean {
    return expiration.getTime() - this.#state.clock.now().getTime() > ROTATED_BEFORE_SECONDS * 1000;
  }

  #mint(instance: InstanceRecord, role: RoleRecord): DeliveredCredentials {
    const issuedAt = this.#state.clock.now();
    const credentials = this.#state.sessions.mint({
      accountId: instance.accountId,
      issuedAt: issuedAt.getTime(),
      expiresAt: issuedAt.getTime() + LIFETIME_SECONDS * 1000,
      identity: { type: "role", roleName: role.roleName, roleId: role.roleId, sessionName: instance.instanceId },
      sourceInstanceArn: instanceArn(this.#state.region, instance),
    });
    return { ...credentials, issuedAt };
  }
}
