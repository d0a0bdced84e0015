import { KeyleaseError } from "../core/index.ts";
import type { ScopeAction } from "./actions.ts";
import type { Lease } from "./lease-document.ts";
import { describeObjects, type Scope } from "./scope.ts";

/** What somebody wants to do with a lease. */
export interface IntendedUse {
  readonly bucket: string;
  readonly key: string;
  readonly actions: readonly ScopeAction[];
}

/**
 * Checks that a lease covers what it is about to be used for, so that the refusal comes before any byte is sent.
 *
 * @throws KeyleaseError `LeaseScopeExceeded`.
 */
export function checkCovers(lease: Lease, use: IntendedUse): void {
  const { scope } = lease;
  if (scope.bucket !== use.bucket || !coversKey(scope, use.key)) {
    throw new KeyleaseError(
      "LeaseScopeExceeded",
      `the lease is for \`${describeObjects(scope)}\`, not for \`s3://${use.bucket}/${use.key}\``,
      { hint: "Upload to the object that it is for, or take a lease for this one.", facts: { leaseId: lease.id } },
    );
  }
  checkGrants(lease, use.actions);
}

/**
 * Checks that a lease grants what is to be done, on whichever of its objects.
 *
 * @throws KeyleaseError `LeaseScopeExceeded`.
 */
export function checkGrants({ id, scope }: Lease, actions: readonly ScopeAction[]): void {
  const missing = actions.find((action) => !scope.actions.includes(action));
  if (missing === undefined) return;
  throw new KeyleaseError("LeaseScopeExceeded", `the lease does not grant \`${missing}\``, {
    hint: `Take a lease with --allow ${missing}.`,
    facts: { leaseId: id, action: missing },
  });
}

/** Whether a scope is for all objects that another one is for. */
export function coversAll(scope: Scope, other: Scope): boolean {
  if (scope.bucket !== other.bucket) return false;
  if ("prefix" in other) return "prefix" in scope && other.prefix.startsWith(scope.prefix);
  const keys = "keys" in other ? other.keys : [other.key];
  return keys.every((key) => coversKey(scope, key));
}

/** Keys are compared as they stand, as S3 does: nothing is decoded or normalised. */
function coversKey(scope: Scope, key: string): boolean {
  if ("prefix" in scope) return key.startsWith(scope.prefix);
  return "keys" in scope ? scope.keys.includes(key) : scope.key === key;
}

/**
 * The object of a lease that is for one alone.
 *
 * @throws KeyleaseError `ArgumentInvalid` where it is for several.
 */
export function onlyObject({ id, scope }: Lease): { readonly bucket: string; readonly key: string } {
  if ("key" in scope) return scope;
  throw new KeyleaseError("ArgumentInvalid", `the lease is for ${describeObjects(scope)}, and no object was named`, {
    hint: "Name the object to upload to, as s3://BUCKET/KEY.",
    facts: { leaseId: id },
  });
}

/**
 * Of several leases the one for an object: those that are made together are for different keys.
 *
 * @throws KeyleaseError `LeaseScopeExceeded` where none is.
 */
export function leaseFor(leases: readonly Lease[], { bucket, key }: Pick<IntendedUse, "bucket" | "key">): Lease {
  const found = leases.find(({ scope }) => scope.bucket === bucket && coversKey(scope, key));
  if (found !== undefined) return found;
  const objects = leases.map(({ scope }) => describeObjects(scope)).join(", ");
  throw new KeyleaseError("LeaseScopeExceeded", `no lease is for \`s3://${bucket}/${key}\``, {
    hint: `Those that were given are for ${objects}.`,
  });
}

/**
 * Of the leases in one document the one that is meant: the only one, or else the one for an object.
 *
 * @throws KeyleaseError `ArgumentInvalid` where there are several and no object is named, else as {@link leaseFor}.
 */
export function chosenLease(leases: readonly Lease[], object: Pick<IntendedUse, "bucket" | "key"> | undefined): Lease {
  const [only] = leases;
  if (only !== undefined && leases.length === 1) return only;
  if (object !== undefined) return leaseFor(leases, object);
  throw new KeyleaseError("ArgumentInvalid", `there are ${leases.length} leases, and no object was named`, {
    hint: "Name the object to upload to, as s3://BUCKET/KEY.",
  });
}
