import type { Caller } from "../state/caller.ts";
import type { EmulatorState } from "../state/state.ts";
import type { ServiceName } from "./request.ts";

/**
 * Notes that a request has proved who made it, for "last used": of a long-term key, or of the role whose session signed.
 * It counts whether or not the request is then allowed.
 */
export function noteUse(
  state: EmulatorState,
  caller: Caller,
  { service, region }: { readonly service: ServiceName; readonly region: string | undefined },
): void {
  const id = caller.role?.roleId ?? (caller.session === undefined ? caller.accessKeyId : undefined);
  if (id === undefined) return;
  // IAM is one service in us-east-1, whatever region its clients signed for.
  const signedFor = service === "iam" ? "us-east-1" : (region ?? state.region);
  state.lastUses.note(id, { milliseconds: state.clock.milliseconds(), service, region: signedFor });
}
