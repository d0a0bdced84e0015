import type { SigV4Timestamp } from "../../../wire/index.ts";
import type { AuthenticationContext } from "./context.ts";

/** When a presigned request was signed, and for how long. */
export interface PresignedLife {
  readonly signedAt: SigV4Timestamp;
  readonly lifetimeSeconds: number;
}

/**
 * Refuses a presigned request whose time is over or has not come.
 *
 * A signer's clock may follow the machine's time or the emulator's, so that the request is in time by either; the time
 * that passes afterwards is the emulator's, whose moves end its life like waiting would.
 *
 * @throws AwsError what the service says.
 */
export function checkPresignedTime(
  { signedAt, lifetimeSeconds }: PresignedLife,
  { rules, state }: AuthenticationContext,
): void {
  const { presigned, maxSkewSeconds, errors } = rules;
  const ages = state.clock.agesOf(signedAt.at);
  const isAlive = (age: number): boolean => age >= -maxSkewSeconds * 1000 && age <= lifetimeSeconds * 1000;
  if (ages.some(isAlive)) return;
  const now = state.clock.now();
  if (!("expired" in presigned)) {
    const skew = { requestTime: signedAt.at, requestTimeText: signedAt.text, now, allowedSeconds: lifetimeSeconds };
    throw errors.skewed(skew);
  }
  const expiresAt = new Date(signedAt.at.getTime() + lifetimeSeconds * 1000);
  const detail = { signedAt: signedAt.at, lifetimeSeconds, expiresAt, now };
  throw ages[0] > 0 ? presigned.expired(detail) : presigned.early(detail);
}

/** How long ago a presigned request was signed, in milliseconds: by the machine's time where that can be. */
export function presignedAge({ at }: SigV4Timestamp, { state }: Pick<AuthenticationContext, "state">): number {
  const [byEmulator, byMachine] = state.clock.agesOf(at);
  return byMachine >= 0 ? byMachine : byEmulator;
}
