import { type Clock, KeyleaseError, systemClock } from "../../core/index.ts";
import { chosenLease } from "../covers.ts";
import { checkAlive, type Lease, parseLeases } from "../lease-document.ts";
import { type CredentialForm, readCredentials } from "./given-credentials.ts";
import { type LeasePlace, type LeaseUse, leaseOfCredentials } from "./lease-of-credentials.ts";

/** What all that gives leases takes besides its own. */
export interface LeaseSourceOptions extends LeasePlace {
  /**
   * What the lease is for. Needed where credentials come without a scope, or several leases at once. Default: whatever the
   * one lease that comes is for.
   */
  readonly use?: LeaseUse;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** What was given, by whom. */
export interface GivenText {
  readonly text: string;
  /** The form of credentials that may stand in the place of a lease. */
  readonly form: CredentialForm;
  /** Who gave it, as errors name them, such as `the command`. */
  readonly giver: string;
}

/**
 * Reads what another program gave: a lease document, a list of them, or credentials in a form of AWS's.
 *
 * @throws KeyleaseError `LeaseMalformed`, `LeaseExpired`; `LeaseScopeExceeded` where none of several is for what is meant;
 *   `ArgumentInvalid` where it cannot be told what is.
 */
export function readGiven({ text, form, giver }: GivenText, options: LeaseSourceOptions): Lease {
  const { use, clock = systemClock } = options;
  const json = parseJson(text, giver);
  // A lease document says `version`, and credential_process `Version`.
  if (Array.isArray(json) || (json instanceof Object && "version" in json)) {
    return chosenLease(parseLeases(text, { clock }), objectOf(use));
  }
  const given = readCredentials(json, form);
  if ("wrong" in given) throw malformed(giver, `${given.wrong} is missing or not as it must be`);
  const lease = leaseOfCredentials(given, use, options);
  checkAlive(lease, clock);
  return lease;
}

/** A prefix is covered as a key of that name is. */
function objectOf(use: LeaseUse | undefined): { readonly bucket: string; readonly key: string } | undefined {
  const key = use?.key ?? use?.prefix;
  return use === undefined || key === undefined ? undefined : { bucket: use.bucket, key };
}

function parseJson(text: string, giver: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Without the cause: the parser's message quotes the text.
    throw malformed(giver, "it is not JSON");
  }
}

function malformed(giver: string, reason: string): KeyleaseError {
  return new KeyleaseError("LeaseMalformed", `what ${giver} gave is neither a lease nor credentials: ${reason}`, {
    hint: "It must be a lease document, or temporary credentials in the form of AWS's own tools.",
  });
}
