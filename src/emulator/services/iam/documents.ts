import { parsePolicy } from "../../../policy/index.ts";
import { percentEncode } from "../../../wire/index.ts";
import { bindPrincipals, UnknownPrincipalError } from "../../state/principals.ts";
import type { StoreReader } from "../../state/store.ts";
import { limitExceeded, unknownPrincipal } from "./errors.ts";
import { IAM_QUOTAS } from "./quotas.ts";

const TRUST_LIMIT = IAM_QUOTAS.trustPolicySize;

/** A policy document as IAM shows it: percent-encoded by RFC 3986. */
export function shownDocument(document: string): string {
  return percentEncode(document, { keepSlash: false });
}

/**
 * Checks a trust policy and binds it to the principals that it names.
 *
 * @returns what to store.
 * @throws PolicyError where it is not a trust policy.
 * @throws AwsError `MalformedPolicyDocument` where a principal does not exist; `LimitExceeded`.
 */
export function boundTrustPolicy(reader: StoreReader, document: string): string {
  parsePolicy(document, "trust");
  if (countedLength(document) > TRUST_LIMIT) {
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${TRUST_LIMIT}`);
  }
  try {
    return bindPrincipals(reader, document);
  } catch (error) {
    if (error instanceof UnknownPrincipalError) throw unknownPrincipal(error.principal);
    throw error;
  }
}

/** The length that IAM's quotas are about: white space does not count. */
export function countedLength(document: string): number {
  return [...document.replace(/\s/g, "")].length;
}
