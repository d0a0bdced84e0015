import { KeyleaseError } from "../core/index.ts";
import type { ScopeAction } from "./actions.ts";
import type { Lease } from "./lease-document.ts";

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
  if (scope.bucket !== use.bucket || scope.key !== use.key) {
    throw new KeyleaseError(
      "LeaseScopeExceeded",
      `the lease is for \`s3://${scope.bucket}/${scope.key}\`, not for \`s3://${use.bucket}/${use.key}\``,
      { hint: "Upload to the object that it is for, or take a lease for this one.", facts: { leaseId: lease.id } },
    );
  }
  const missing = use.actions.find((action) => !scope.actions.includes(action));
  if (missing === undefined) return;
  throw new KeyleaseError("LeaseScopeExceeded", `the lease does not grant \`${missing}\``, {
    hint: `Take a lease with --allow ${missing}.`,
    facts: { leaseId: lease.id, action: missing },
  });
}
