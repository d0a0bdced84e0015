import { children, childText, type XmlElement } from "../../../../wire/index.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { aclWithOwnershipError } from "../acl/acl-rules.ts";
import { isOwnerOnly } from "../acl/grants.ts";
import { parseDocument, readDocument } from "../body/document.ts";
import { bucketOperation, changeBucket } from "../bucket-operation.ts";
import { OBJECT_OWNERSHIPS, type ObjectOwnership } from "../buckets.ts";
import { malformedXml } from "../errors.ts";
import { emptyResponse } from "../response.ts";

/** Sets who owns new objects, and with BucketOwnerEnforced that ACLs mean nothing. */
export const putBucketOwnershipControls: Operation = bucketOperation({
  name: "PutBucketOwnershipControls",
  errors: ["InvalidBucketAclWithObjectOwnership", "MalformedXML"],
  action: "s3:PutBucketOwnershipControls",
  async run(bucket, context) {
    const ownership = readOwnership(parseDocument(await readDocument(context.request), "OwnershipControls"));
    await changeBucket(context, bucket, (present) => {
      if (ownership === "BucketOwnerEnforced" && !isOwnerOnly(present.acl, present.accountId)) {
        throw aclWithOwnershipError(present.name);
      }
      return { ...present, ownership };
    });
    return emptyResponse(200);
  },
});

/** Exactly one rule, its value without white space around it. */
function readOwnership(root: XmlElement): ObjectOwnership {
  const rules = children(root, "Rule");
  const [rule] = rules;
  const text = rule === undefined ? undefined : childText(rule, "ObjectOwnership");
  const ownership = OBJECT_OWNERSHIPS.find((known) => known === text);
  if (rules.length !== 1 || ownership === undefined) throw malformedXml();
  return ownership;
}
