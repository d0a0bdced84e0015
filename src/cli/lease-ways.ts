import type { Lease } from "../lease/index.ts";
import type { TransferOptions } from "../upload/index.ts";
import type { CommandContext } from "./context.ts";
import { isLeasedTo } from "./exec/child-environment.ts";
import { type GivenLeaseInput, givenLease } from "./given-lease.ts";
import { describeCaller } from "./lease-notes.ts";
import { type LeaseSourceInput, leaseReader, leaseTaker, neededActions } from "./lease-source.ts";
import type { Target } from "./put-target.ts";

/** All that the command line may say of where a lease comes from. */
export type LeaseWayInput = LeaseSourceInput & GivenLeaseInput;

/**
 * Whether there will be another lease when this one ends: always, only if somebody else sees to it, or never. The text
 * follows on "the lease …".
 */
export type Renewal = { readonly kind: "sure" } | { readonly kind: "perhaps" | "never"; readonly text: string };

/** A first lease, and what is to be expected after it. */
export interface ObtainedLease {
  readonly lease: Lease;
  readonly renewal: Renewal;
  /** Gives another one; absent where there is none. */
  readonly renew?: () => Promise<Lease>;
  /** What the person should know of these credentials. */
  readonly note?: string;
}

/** What a lease is for. */
export interface LeasePurpose {
  readonly target: Target | undefined;
  readonly options: TransferOptions;
}

/**
 * Checks what the command line says of the lease, before anything is called; gives what obtains it.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function leaseWay(
  input: LeaseWayInput,
  purpose: LeasePurpose,
  context: CommandContext,
): () => Promise<ObtainedLease> {
  const { target, options } = purpose;
  if (input.lease !== undefined) {
    const read = leaseReader(input.lease, { target, readInput: context.readInput });
    return async () => obtained(await read(), read, renewalOf(input, ""));
  }
  const use = target === undefined ? undefined : { ...target, actions: neededActions(options) };
  let source = "";
  const noteSource = (words: string): void => {
    source = words;
    if (input.verbose) context.output.note(describeCaller(words));
  };
  const { region, endpointUrl } = input;
  const place = {
    ...(region === undefined ? {} : { region }),
    ...(endpointUrl === undefined ? {} : { endpointUrl }),
  };
  const take = givenLease(input, { ...place, ...(use === undefined ? {} : { use }), onCaller: noteSource }, context);
  if (take === undefined) {
    const mint = leaseTaker(input, purpose, context);
    return async () => obtained(await mint(), mint, renewalOf(input, source));
  }
  if (input.ownCredentials !== true) return async () => obtained(await take(), take, renewalOf(input, source));
  return async () => {
    const lease = await take();
    const note = isLeasedTo(context.environment, lease) ? {} : { note: ownNote(source) };
    return { ...obtained(lease, take, renewalOf(input, source)), ...note };
  };
}

function obtained(lease: Lease, again: () => Promise<Lease>, renewal: Renewal): ObtainedLease {
  return { lease, renewal, ...(renewal.kind === "never" ? {} : { renew: again }) };
}

/**
 * What is to be expected when a lease ends.
 *
 * @param source Where the caller's credentials came from, in words; of use only where they are used as they are.
 */
export function renewalOf(input: LeaseWayInput, source: string): Renewal {
  if (input.lease === "-") return { kind: "never", text: "cannot be renewed: it came from standard input" };
  if (input.lease !== undefined) {
    return { kind: "perhaps", text: `is renewed only where \`${input.lease}\` comes to hold a newer one` };
  }
  if (input.mfaCode !== undefined) {
    return { kind: "never", text: "cannot be renewed: a code of an MFA device is good once" };
  }
  return input.ownCredentials === true ? ownRenewal(source) : { kind: "sure" };
}

/** Variables stay as they are; what stands in a file may be replaced by whoever wrote it. */
function ownRenewal(source: string): Renewal {
  if (source === "environment variables") {
    return { kind: "never", text: "cannot be renewed: its credentials stand in environment variables" };
  }
  if (source !== "a profile in the shared credentials file") return { kind: "sure" };
  return { kind: "perhaps", text: "is renewed only where others come to stand in the shared credentials file" };
}

/** What is said where credentials are used as they are. */
export function ownNote(source: string): string {
  return `uploading with your own credentials, from ${source}: they may do more than this upload`;
}
