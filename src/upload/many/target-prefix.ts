import { KeyleaseError } from "../../core/index.ts";
import { checkObjectKey, type Lease, leaseFor } from "../../lease/index.ts";

/** Where several files go. */
export interface TargetPrefix {
  readonly bucket: string;
  /** Ends in a slash, or is empty for the bucket's root. */
  readonly prefix: string;
}

/** Where the leases are used, which must be the same for all. */
export function placeOf(leases: readonly Lease[]): { readonly secure: boolean; readonly region: string } {
  const [first] = leases;
  if (first === undefined) throw invalid("no lease was given", "Give the lease to upload with.");
  const { region, endpoints } = first;
  if (leases.some((lease) => lease.region !== region || lease.endpoints.s3 !== endpoints.s3)) {
    throw invalid(
      "the leases are for several regions or endpoints",
      "Upload with the leases of each in a run of its own.",
    );
  }
  return { secure: endpoints.s3 === undefined || endpoints.s3.startsWith("https:"), region };
}

/** The prefix of a lease that is for one. */
export function onlyPrefix(leases: readonly Lease[]): TargetPrefix {
  const [lease, ...others] = leases;
  if (lease !== undefined && others.length === 0 && "prefix" in lease.scope) {
    const { bucket, prefix } = lease.scope;
    return { bucket, prefix };
  }
  throw invalid("no prefix was named, and the lease is not for one", "Name it as s3://BUCKET/PREFIX/.");
}

/** Refused before any call: a prefix that no key can begin with, or that ends within a name. */
export function checkPrefix(prefix: string): void {
  if (prefix === "") return;
  checkObjectKey(prefix);
  if (prefix.endsWith("/")) return;
  throw invalid(`the prefix \`${prefix}\` does not end in a slash`, `Write it as \`${prefix}/\`.`);
}

/** Refused before any call: a place where no lease reaches. Single files out of reach fail by themselves. */
export function checkReach(leases: readonly Lease[], { bucket, prefix }: TargetPrefix): void {
  const isReached = leases.some(({ scope }) => {
    if (scope.bucket !== bucket) return false;
    if ("prefix" in scope) return prefix.startsWith(scope.prefix) || scope.prefix.startsWith(prefix);
    return ("keys" in scope ? scope.keys : [scope.key]).some((key) => key.startsWith(prefix));
  });
  if (!isReached && leases.length > 0) leaseFor(leases, { bucket, key: prefix });
}

function invalid(message: string, hint: string): KeyleaseError {
  return new KeyleaseError("ArgumentInvalid", message, { hint });
}
