import { formatDuration } from "../core/index.ts";
import { describeObjects, type Lease } from "../lease/index.ts";

/** Where the caller's credentials came from, in a line. */
export function describeCaller(source: string): string {
  return `calling with credentials from ${source}`;
}

/** A lease in a line, without its credentials. */
export function describeLease(lease: Lease, now: Date): string {
  const { id, scope, credentials } = lease;
  const seconds = (credentials.expiration.getTime() - now.getTime()) / 1000;
  return `lease ${id} for ${describeObjects(scope)} (${scope.actions.join(", ")}), ${formatDuration(seconds)} left`;
}
