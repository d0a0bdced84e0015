import type { Operation } from "../../../pipeline/service.ts";
import { readAclChange } from "../acl/acl-change.ts";
import { checkAclAllowed } from "../acl/acl-rules.ts";
import { objectOf } from "../address.ts";
import { s3Arn, sameBucket } from "../buckets.ts";
import { ACL_HEADERS, headerKeys } from "../context-keys.ts";
import { noSuchKey } from "../errors.ts";
import { sameContent } from "../object-content.ts";
import { objectOwner } from "../objects.ts";
import { existingObjectRequirement, type ObjectTarget, requireObject, versionHeader } from "../read-operation.ts";
import { emptyResponse, s3Operation } from "../response.ts";
import { replaceVersion } from "../versioning/change-versions.ts";
import { findObjectVersion } from "../versioning/find-version.ts";
import { readVersionId } from "../versioning/requested-version.ts";

/** Replaces an object's ACL. */
export const putObjectAcl: Operation = s3Operation<ObjectTarget>({
  name: "PutObjectAcl",
  errors: [
    "AccessControlListNotSupported",
    "InvalidArgument",
    "MalformedACLError",
    "MissingSecurityHeader",
    "NoSuchBucket",
    "NoSuchKey",
    "NoSuchVersion",
  ],
  parse: (request) => ({ ...objectOf(request), versionId: readVersionId(request) }),
  authorise(target, context) {
    const requirement = existingObjectRequirement(target, "s3:PutObjectAcl", context);
    return [{ ...requirement, context: { ...requirement.context, ...headerKeys(context.request, ACL_HEADERS) } }];
  },
  async run(target, context) {
    const { bucket, object } = requireObject(target, context);
    const owners = { ownerAccountId: objectOwner(bucket, object), bucketOwnerAccountId: bucket.accountId };
    const change = await readAclChange(context, "object", owners);
    const requirement = { action: "s3:PutObjectAcl", resource: s3Arn(bucket.name, target.key) };
    await context.state.store.transaction((writer) => {
      const present = sameBucket(writer, bucket);
      checkAclAllowed({ ...change, bucket: present, requirement }, context);
      const current = findObjectVersion(writer, target);
      // The caller was authorised for one object, not for whatever has taken its place meanwhile.
      if (current === undefined || !sameContent(current.content, object.content)) throw noSuchKey(target.key);
      replaceVersion(writer, [present.name, target.key], { ...current, acl: change.grants });
    });
    return emptyResponse(200, versionHeader(bucket, object));
  },
});
