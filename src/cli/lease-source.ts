import { KeyleaseError } from "../core/index.ts";
import { chosenLease, createLease, type Lease, parseLeases, type ScopeAction } from "../lease/index.ts";
import type { TransferOptions } from "../upload/index.ts";
import type { CommandContext } from "./context.ts";
import { leaseOptionsOf, type MintingInput } from "./minting.ts";
import type { Target } from "./put-target.ts";
import { readTextFile } from "./read-text.ts";
import { type ScopeInput, scopeLimitsOf } from "./scope-input.ts";

/** Where the command line says that a lease comes from. */
export interface LeaseSourceInput extends MintingInput, ScopeInput {
  /** Path of a lease document; `-` is standard input. */
  readonly lease?: string;
}

/** Checks what the command line must say to take a lease; gives what takes it. */
export function leaseTaker(
  input: LeaseSourceInput,
  { target, options }: { readonly target: Target | undefined; readonly options: TransferOptions },
  context: CommandContext,
): () => Promise<Lease> {
  if (target === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "no object to upload to was named", {
      hint: "Name it as s3://BUCKET/KEY, or with --bucket and --s3-object-key.",
    });
  }
  if (input.roleArn === undefined && input.federate === undefined) {
    throw new KeyleaseError("ArgumentInvalid", "neither a role nor a lease was given", {
      hint: "Give --role-arn to take a lease for this upload, or --lease, --credential-process or --lease-url to use one.",
    });
  }
  const limits = scopeLimitsOf(input);
  const actions = [...limits.actions, ...settingsActions(options)];
  const leaseOptions = leaseOptionsOf(input, context);
  return () => createLease({ ...target, ...limits, actions }, leaseOptions);
}

/** What credentials that come without a scope are used for. */
export function neededActions(options: TransferOptions): readonly ScopeAction[] {
  return ["upload", ...settingsActions(options)];
}

/** What an object's settings need besides the right to upload it. */
function settingsActions({ acl, tags }: TransferOptions): readonly ScopeAction[] {
  const actions: ScopeAction[] = [];
  if (acl !== undefined) actions.push("acl");
  if (tags !== undefined) actions.push("tagging");
  return actions;
}

/** Gives what reads the lease; of several in one document the one that is for the target. */
export function leaseReader(
  path: string,
  { target, readInput }: { readonly target: Target | undefined; readonly readInput: CommandContext["readInput"] },
): () => Promise<Lease> {
  return async () => {
    const leases = parseLeases(path === "-" ? await readInput() : await readTextFile(path));
    return chosenLease(leases, target);
  };
}
