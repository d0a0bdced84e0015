import { formatDuration, maskAccessKeyId } from "../core/index.ts";
import { type CallerIdentity, describeObjects, type Lease } from "../lease/index.ts";

/** Where the caller's credentials came from, in a line. */
export function describeCaller(source: string): string {
  return `calling with credentials from ${source}`;
}

/** Who calls, and what they become, in a line. */
export function describeIdentity({ arn }: CallerIdentity, roleArn: string | undefined): string {
  return roleArn === undefined ? `calling as ${arn}` : `calling as ${arn}, to assume ${roleArn}`;
}

/** A lease in a line, without its credentials. */
export function describeLease(lease: Lease, now: Date): string {
  const { id, scope, credentials, principalArn, packedPolicySize } = lease;
  if (lease.isScopeKnown === false) {
    const until = `they end at ${credentials.expiration.toISOString()}`;
    return `credentials ${maskAccessKeyId(credentials.accessKeyId)}, whose scope is not known, for ${describeObjects(scope)}; ${until}`;
  }
  const packed = packedPolicySize === undefined ? "" : `, ${packedPolicySize}% of the packed size`;
  const seconds = (credentials.expiration.getTime() - now.getTime()) / 1000;
  return `lease ${id} for ${describeObjects(scope)} (${scope.actions.join(", ")}), ${formatDuration(seconds)} left, as ${principalArn}${packed}`;
}
