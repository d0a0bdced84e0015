import { KeyleaseError } from "../core/index.ts";
import {
  type AuthorizationToken,
  type Lease,
  type LeaseSourceOptions,
  leaseFromProcess,
  leaseFromUrl,
  ownCredentials,
} from "../lease/index.ts";
import type { CommandContext } from "./context.ts";

/** The options by which something else than STS and a file gives the lease. */
export interface GivenLeaseInput {
  /** A command as in AWS's `credential_process`. */
  readonly credentialProcess?: string;
  readonly leaseUrl?: string;
  readonly leaseTokenFile?: string;
  readonly ownCredentials?: boolean;
}

/** What a lease from there is for, and where it is used. */
type Given = Omit<LeaseSourceOptions, "environment" | "signal" | "clock"> & {
  readonly onCaller?: (source: string) => void;
};

/**
 * What gives the lease anew for each call; `undefined` where the command line names none of the three.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function givenLease(
  input: GivenLeaseInput,
  given: Given,
  { environment, signal }: CommandContext,
): (() => Promise<Lease>) | undefined {
  const options = { ...given, environment, signal };
  if (input.leaseTokenFile !== undefined && input.leaseUrl === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "--lease-token-file is for --lease-url alone", {
      hint: "Give the address as well.",
    });
  }
  if (input.credentialProcess !== undefined) return leaseFromProcess(input.credentialProcess, options);
  if (input.leaseUrl !== undefined) {
    const authorization = tokenOf(input.leaseTokenFile, environment);
    return leaseFromUrl(input.leaseUrl, { ...options, ...(authorization === undefined ? {} : { authorization }) });
  }
  if (input.ownCredentials !== true) return undefined;
  const { use } = options;
  if (use === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "no object to upload to was named", {
      hint: "Name it as s3://BUCKET/KEY, or with --bucket and --s3-object-key.",
    });
  }
  return ownCredentials({ ...options, use });
}

/** As with AWS's variables for containers, a file goes before a token. */
function tokenOf(
  file: string | undefined,
  { KEYLEASE_LEASE_TOKEN_FILE, KEYLEASE_LEASE_TOKEN }: CommandContext["environment"],
): AuthorizationToken | undefined {
  const tokenFile = file ?? (KEYLEASE_LEASE_TOKEN_FILE || undefined);
  if (tokenFile !== undefined) return { tokenFile };
  return KEYLEASE_LEASE_TOKEN ? { token: KEYLEASE_LEASE_TOKEN } : undefined;
}
