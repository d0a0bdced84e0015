import type { Operation } from "../../../pipeline/service.ts";
import { effectiveAcl } from "../acl/acl-rules.ts";
import { aclContent } from "../acl/acl-xml.ts";
import { objectOf } from "../address.ts";
import { objectOwner } from "../objects.ts";
import { existingObjectRequirement, type ObjectTarget, requireObject, versionHeader } from "../read-operation.ts";
import { s3Operation, xmlResponse } from "../response.ts";
import { readVersionId } from "../versioning/requested-version.ts";

/** Shows an object's ACL as it is in force. */
export const getObjectAcl: Operation = s3Operation<ObjectTarget>({
  name: "GetObjectAcl",
  errors: ["NoSuchBucket", "NoSuchKey", "NoSuchVersion"],
  parse: (request) => ({ ...objectOf(request), versionId: readVersionId(request) }),
  authorise: (target, context) => [existingObjectRequirement(target, "s3:GetObjectAcl", context)],
  run(target, context) {
    const { bucket, object } = requireObject(target, context);
    const owner = objectOwner(bucket, object);
    const grants = effectiveAcl(context.state.store, bucket, { acl: object.acl, ownerAccountId: owner });
    return xmlResponse(
      "AccessControlPolicy",
      aclContent(context.state.store, owner, grants),
      versionHeader(bucket, object),
    );
  },
});
