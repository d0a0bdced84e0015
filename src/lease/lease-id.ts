import { ALPHABETS, KeyleaseError, type Random, randomText } from "../core/index.ts";

const ID_LENGTH = 20;
const PREFIX = "keylease-";

/** A new lease id: 20 lower-case letters and digits, about 103 bits. */
export function newLeaseId(random: Random): string {
  return randomText(random, ID_LENGTH, ALPHABETS.lowerAlphanumeric);
}

/**
 * The role session name that carries a lease's id, so that CloudTrail and `aws:userid` name the lease. STS takes at
 * most 64 characters.
 */
export function sessionNameOf(leaseId: string): string {
  return `${PREFIX}${leaseId}`;
}

/**
 * Checks that a text is the id of a lease.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function checkLeaseId(text: string): void {
  if (/^[a-z0-9]{20}$/.test(text)) return;
  throw new KeyleaseError("ArgumentInvalid", `\`${text}\` is not the id of a lease`, {
    hint: "An id is 20 lower-case letters and digits: `id` in the lease document, and in the role session name.",
  });
}
