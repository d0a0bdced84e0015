import { KeyleaseError } from "../core/index.ts";

/** The canned ACLs that S3 knows for objects. */
const CANNED_ACLS = [
  "private",
  "public-read",
  "public-read-write",
  "authenticated-read",
  "aws-exec-read",
  "bucket-owner-read",
  "bucket-owner-full-control",
] as const;

/** A canned ACL. */
export type CannedAcl = (typeof CANNED_ACLS)[number];

/**
 * Checks that a text is a canned ACL.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function checkCannedAcl(text: string): CannedAcl {
  const acl = CANNED_ACLS.find((known) => known === text);
  if (acl !== undefined) return acl;
  throw new KeyleaseError("ArgumentInvalid", `\`${text}\` is not a canned ACL`, {
    hint: `Choose one of ${CANNED_ACLS.join(", ")}.`,
  });
}
