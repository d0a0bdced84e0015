import { KeyleaseError } from "../../core/index.ts";
import {
  createLeases,
  type Lease,
  type LeaseUse,
  parseLeases,
  planLease,
  type ScopeAction,
  type UncheckedScope,
} from "../../lease/index.ts";
import type { Root } from "../../upload/index.ts";
import type { CommandContext } from "../context.ts";
import { isLeasedTo } from "../exec/child-environment.ts";
import { givenLease } from "../given-lease.ts";
import { describeCaller } from "../lease-notes.ts";
import { ownNote, type Renewal, renewalOf } from "../lease-ways.ts";
import { leaseOptionsOf } from "../minting.ts";
import { readTextFile } from "../read-text.ts";
import { scopeLimitsOf } from "../scope-input.ts";
import type { Destination, ManyInput } from "./many-input.ts";

/** More files by name than this are leased by their prefix: each is an entry in a policy, and STS is asked for many of these. */
const MOST_EXACT_KEYS = 100;

/** What leases for several files are for. */
export interface ManyPurpose {
  readonly destination: Destination | undefined;
  readonly roots: readonly Root[];
  /** What is done with the objects. */
  readonly actions: readonly ScopeAction[];
}

/** A way to leases that cover all files between them. */
export interface ManyLeases {
  /** Checks what would be leased, without a call. Absent where leases are there already. */
  readonly check?: () => void;
  readonly obtain: () => Promise<readonly Lease[]>;
  /** Gives others, which a code of an MFA device and standard input cannot; absent then. */
  readonly renew?: () => Promise<readonly Lease[]>;
  /** What is to be expected when they end; known once they are obtained. */
  readonly renewal: () => Renewal;
}

/**
 * Checks what the command line says of the leases; gives what obtains them. Files that were named are leased by their exact
 * keys, and a folder by the prefix.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function manyLeases(input: ManyInput, purpose: ManyPurpose, context: CommandContext): ManyLeases {
  const { lease } = input;
  if (lease !== undefined) {
    const obtain = async (): Promise<readonly Lease[]> =>
      parseLeases(lease === "-" ? await context.readInput() : await readTextFile(lease));
    const renewal = (): Renewal => renewalOf(input, "");
    return lease === "-" ? { obtain, renewal } : { obtain, renew: obtain, renewal };
  }
  return given(input, purpose, context) ?? minted(input, purpose, context);
}

function given(
  input: ManyInput,
  { destination, actions }: ManyPurpose,
  context: CommandContext,
): ManyLeases | undefined {
  const { region, endpointUrl, verbose, quiet, json } = input;
  let source = "";
  const take = givenLease(
    input,
    {
      ...(region === undefined ? {} : { region }),
      ...(endpointUrl === undefined ? {} : { endpointUrl }),
      ...(destination === undefined ? {} : { use: { ...objectOf(destination), actions } }),
      onCaller: (words) => {
        source = words;
        if (verbose) context.output.note(describeCaller(words));
      },
    },
    context,
  );
  if (take === undefined) return undefined;
  const renew = async (): Promise<readonly Lease[]> => [await take()];
  const renewal = (): Renewal => renewalOf(input, source);
  if (input.ownCredentials !== true || quiet || json) return { obtain: renew, renew, renewal };
  const obtain = async (): Promise<readonly Lease[]> => {
    const lease = await take();
    if (!isLeasedTo(context.environment, lease)) context.output.note(ownNote(source));
    return [lease];
  };
  return { obtain, renew, renewal };
}

function objectOf(destination: Destination): Pick<LeaseUse, "bucket" | "key" | "prefix"> {
  const { bucket, prefix } = destination;
  return prefix === undefined ? { bucket, key: destination.key } : { bucket, prefix };
}

function minted(input: ManyInput, { destination, roots, actions }: ManyPurpose, context: CommandContext): ManyLeases {
  if (destination === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "no place to upload to was named", {
      hint: "Name it as s3://BUCKET/PREFIX/.",
    });
  }
  if (input.roleArn === undefined && input.federate === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "neither a role nor a lease was given", {
      hint: "Give --role-arn to take a lease for this upload, or --lease, --credential-process or --lease-url to use one.",
    });
  }
  const limits = scopeLimitsOf(input);
  const objects = objectsOf(destination, roots, input.leasePrefix === true);
  const scope = { ...objects, ...limits, actions: [...new Set([...limits.actions, ...actions])] };
  const options = leaseOptionsOf(input, context);
  const obtain = (): Promise<readonly Lease[]> => createLeases(scope, options);
  const check = (): void => void planLease(scope, options);
  const renewal = (): Renewal => renewalOf(input, "");
  return input.mfaCode === undefined ? { check, obtain, renew: obtain, renewal } : { check, obtain, renewal };
}

/** The objects that a lease is taken for: as few as will do. */
function objectsOf(
  destination: Destination,
  roots: readonly Root[],
  byPrefix: boolean,
): Pick<UncheckedScope, "bucket" | "key" | "keys" | "prefix"> {
  const { bucket, prefix } = destination;
  if (prefix === undefined) return { bucket, key: destination.key };
  const keys = roots.flatMap((root) => (root.kind === "file" ? [root.key] : []));
  const isExact = roots.every(({ kind }) => kind !== "folder") && keys.length <= MOST_EXACT_KEYS;
  if (isExact && !byPrefix) return { bucket, keys };
  if (prefix !== "") return { bucket, prefix };
  throw new KeyleaseError("ArgumentInvalid", "a lease cannot be for a whole bucket", {
    hint: `Upload below a prefix, such as s3://${bucket}/uploads/, or name the files themselves, up to ${MOST_EXACT_KEYS}.`,
  });
}
