import { findAccessKey } from "../../state/accounts.ts";
import type { Caller } from "../../state/caller.ts";
import { callerOfKey, callerOfSession } from "../../state/callers.ts";
import type { EmulatorState } from "../../state/state.ts";
import { callerOfWaitHandle, findWaitHandle } from "../../state/wait-handles.ts";
import type { AuthenticationErrors } from "./rules.ts";

/** Whose key signed a request, if the signature holds. */
export interface Signer {
  readonly caller: Caller;
  readonly secretAccessKey: string;
  /** A token that came with a long-term key, which has none: refused once the signature holds, as S3 does. */
  readonly strayToken: string | undefined;
}

/** The key and the token that a request names. */
export interface NamedKey {
  readonly accessKeyId: string;
  readonly sessionToken: string | undefined;
}

/**
 * Finds whose key a request names: the key and its token, then the expiry, then whether the user or role is still there.
 *
 * @throws AwsError with the service's own code and text.
 */
export function findSigner(
  { accessKeyId, sessionToken }: NamedKey,
  errors: AuthenticationErrors,
  state: EmulatorState,
): Signer {
  const token = sessionToken === "" ? undefined : sessionToken;
  const key = findAccessKey(state.store, accessKeyId);
  if (key !== undefined) {
    const caller = key.status === "Active" ? callerOfKey(state, key) : undefined;
    if (caller === undefined) throw errors.unknownKey(accessKeyId);
    return { caller, secretAccessKey: key.secretAccessKey, strayToken: token };
  }
  const handle = findWaitHandle(state.store, accessKeyId);
  if (handle !== undefined) {
    const { secretAccessKey } = handle;
    return { caller: callerOfWaitHandle(handle, state), secretAccessKey, strayToken: token };
  }
  if (token === undefined) throw errors.unknownKey(accessKeyId);
  const session = state.sessions.open(token, accessKeyId);
  if (session === undefined) throw errors.invalidToken(token);
  if (session.accessKeyId !== accessKeyId) throw errors.unknownKey(accessKeyId);
  if (state.clock.milliseconds() >= session.expiresAt) throw errors.expiredToken(token);
  const caller = callerOfSession(state, session);
  if (caller === undefined) throw errors.unknownKey(accessKeyId);
  return { caller, secretAccessKey: session.secretAccessKey, strayToken: undefined };
}
