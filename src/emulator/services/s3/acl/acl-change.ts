import type { OperationContext } from "../../../pipeline/service.ts";
import { parseDocument, readDocument } from "../body/document.ts";
import { malformedAcl, s3Error } from "../errors.ts";
import type { AclKind } from "./acl-policy.ts";
import { readAcl } from "./acl-xml.ts";
import type { AclOwners } from "./canned.ts";
import type { Grant } from "./grants.ts";
import type { RequestedAcl } from "./requested-acl.ts";
import { readRequestedAcl, requestedGrants } from "./requested-acl.ts";

/**
 * Reads the ACL that PutBucketAcl or PutObjectAcl brings, in headers or in the body, never in both.
 *
 * @throws AwsError `MissingSecurityHeader`, `UnexpectedContent`, `MalformedACLError`, `InvalidArgument`, `InvalidRequest`.
 */
export async function readAclChange(
  { request, state }: OperationContext,
  kind: AclKind,
  owners: AclOwners,
): Promise<{ readonly requested: RequestedAcl; readonly grants: readonly Grant[] }> {
  const requested = readRequestedAcl(request, kind);
  const text = await readDocument(request);
  if (text === "") {
    if (requested === undefined) throw missingAcl();
    return { requested, grants: requestedGrants(requested, kind, { reader: state.store, owners }) };
  }
  if (requested !== undefined) {
    throw s3Error(400, ["UnexpectedContent", "This request does not support content"]);
  }
  const root = parseDocument(text, "AccessControlPolicy", malformedAcl);
  return { requested, grants: readAcl(root, state.store, owners.ownerAccountId) };
}

function missingAcl(): Error {
  return s3Error(400, ["MissingSecurityHeader", "Your request was missing a required header"], {
    MissingHeaderName: "x-amz-acl",
  });
}
