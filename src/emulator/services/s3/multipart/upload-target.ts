import { header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { OperationContext, Requirement } from "../../../pipeline/service.ts";
import type { Tag } from "../../../state/identities.ts";
import { objectOf } from "../address.ts";
import { cutOff, objectRequirement, requireBucket } from "../authorisation.ts";
import { headerKeys, UPLOAD_HEADERS } from "../context-keys.ts";
import { findObject } from "../objects.ts";
import { queryOf } from "../request-query.ts";
import { requestTagKeys } from "../tagging/tag-keys.ts";
import { findUpload, type UploadName } from "./uploads.ts";

/** The upload that a request names. */
export function readUploadName(request: ServiceRequest): UploadName {
  return { ...objectOf(request), uploadId: queryOf(request).get("uploadId") ?? "" };
}

/** What must be allowed to write an object in parts. */
export interface WriteNeeds {
  readonly bucket: string;
  readonly key: string;
  /** Whether the request makes the object; policies that enforce conditions let the others pass by that. */
  readonly creates: boolean;
  /** Headers that are policies' keys besides those of every upload. */
  readonly headers?: readonly Lowercase<string>[];
  readonly hasAcl?: boolean;
  /** The tags that the object is to have. */
  readonly tags?: readonly Tag[] | undefined;
  readonly comparesEtag?: boolean;
}

export function writeRequirements(needs: WriteNeeds, context: OperationContext): readonly Requirement[] {
  const { key, creates, headers = [] } = needs;
  const bucket = requireBucket(context, needs.bucket);
  const keys = {
    ...headerKeys(context.request, [...UPLOAD_HEADERS, ...headers]),
    ...requestTagKeys(needs.tags),
    "s3:ObjectCreationOperation": String(creates),
  };
  const actions = [
    "s3:PutObject",
    ...(needs.hasAcl === true ? ["s3:PutObjectAcl"] : []),
    ...(header(context.request.head, "x-amz-tagging") === undefined ? [] : ["s3:PutObjectTagging"]),
  ];
  const needed = actions.map((action) => objectRequirement(context, { bucket, key, action, keys }));
  if (needs.comparesEtag !== true) return needed;
  // Whoever may compare ETags learns about what is there.
  const object = findObject(context.state.store, bucket.name, key);
  return [...needed, objectRequirement(context, { bucket, key, object, action: "s3:GetObject", keys })];
}

/**
 * What must be allowed for an action on an upload. The account that initiated it is allowed by default: its IAM alone
 * decides, in a bucket of another account too.
 */
export function uploadRequirement(name: UploadName, action: string, context: OperationContext): Requirement {
  const bucket = requireBucket(context, name.bucket);
  const requirement = objectRequirement(context, { bucket, key: name.key, action });
  const initiator = findUpload(context.state.store, name)?.initiator.accountId;
  const { resourcePolicies = [] } = requirement;
  if (cutOff(bucket, context) !== undefined || initiator === undefined || !/^\d{12}$/.test(initiator))
    return requirement;
  if (initiator === bucket.accountId || initiator !== context.caller.accountId) return requirement;
  const text = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${initiator}:root` },
        Action: ["s3:AbortMultipartUpload", "s3:ListMultipartUploadParts"],
        Resource: "*",
      },
    ],
  });
  const policy = context.state.policies.parse(text, "resource");
  return { ...requirement, resourcePolicies: [...resourcePolicies, { name: "initiator of the upload", policy }] };
}
