import type { ConstrainedParams } from "../../pipeline/constrained-params.ts";
import type { Caller } from "../../state/caller.ts";

const DEFAULT_SECONDS = 43_200;
const ROOT_MAX_SECONDS = 3600;

/** `DurationSeconds` of GetFederationToken and GetSessionToken: 900 to 129,600. */
export function readLongTermDuration(params: ConstrainedParams): number | undefined {
  return params.integer("DurationSeconds", { min: 900, max: 129_600 });
}

/** The duration in force: 12 hours by default; for the root user at most one hour, without an error. */
export function longTermSeconds(requested: number | undefined, caller: Caller): number {
  const seconds = requested ?? DEFAULT_SECONDS;
  return caller.principal.type === "root" ? Math.min(seconds, ROOT_MAX_SECONDS) : seconds;
}
