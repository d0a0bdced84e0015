import type { SigV4Timestamp } from "../../../wire/index.ts";
import type { AuthenticationContext } from "./context.ts";

/**
 * Refuses a request that was signed in its headers too long ago, or in the future.
 *
 * A client signs with its own clock, which is not moved with the emulator's; a client that follows the answers' Date
 * header signs with the moved one, or with what that was when it last looked. Each of them is in time.
 *
 * @throws AwsError `skewed`.
 */
export function checkSigningTime(
  { at, text }: Pick<SigV4Timestamp, "at" | "text">,
  { rules, state }: AuthenticationContext,
): void {
  const allowedSeconds = rules.maxSkewSeconds;
  if (state.clock.isNearClients(at, allowedSeconds * 1000)) return;
  const now = state.clock.now();
  throw rules.errors.skewed({ requestTime: at, requestTimeText: text, now, allowedSeconds });
}
