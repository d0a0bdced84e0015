import type { Caller } from "./caller.ts";
import type { RoleRecord } from "./identities.ts";
import type { SessionRecord } from "./sessions.ts";

/**
 * Who the sessions of roles are, so that it is not worked out with each of their requests.
 *
 * INVARIANT: a caller that is kept follows from its session and its role's record alone, neither of which ever changes: a
 * role that is changed is another record. Whoever asks has just read the role, so what was taken from it is gone at once.
 */
export class KnownCallers {
  readonly #known = new WeakMap<SessionRecord, { readonly role: RoleRecord; readonly caller: Caller }>();

  /** The caller, or `undefined` where none is kept for this very record of the role. */
  find(session: SessionRecord, role: RoleRecord): Caller | undefined {
    const known = this.#known.get(session);
    return known?.role === role ? known.caller : undefined;
  }

  keep(session: SessionRecord, role: RoleRecord, caller: Caller): void {
    // Managed policies are records of their own, which change without the role.
    const isManaged = role.attachedPolicyArns.length > 0 || role.permissionsBoundaryArn !== undefined;
    if (isManaged || session.sessionPolicyArns !== undefined) return;
    this.#known.set(session, { role, caller });
  }
}
