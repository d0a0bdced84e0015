import { header } from "../../../wire/index.ts";
import type { OperationContext, Requirement } from "../../pipeline/service.ts";
import type { RequestedAcl } from "./acl/requested-acl.ts";
import { type ObjectAction, objectRequirement, requireBucket } from "./authorisation.ts";
import type { WriteConditions } from "./conditions.ts";
import { headerKeys, UPLOAD_HEADERS } from "./context-keys.ts";
import type { ObjectHeaders } from "./object-headers.ts";
import { findObject } from "./objects.ts";
import { requestTagKeys } from "./tagging/tag-keys.ts";

/** What an upload of a whole object says, whether it is a PUT or a form. */
export interface UploadRequest {
  readonly bucket: string;
  readonly key: string;
  readonly headers: ObjectHeaders;
  readonly conditions: WriteConditions;
  readonly acl: RequestedAcl;
}

/** What must be allowed for an upload: to write, and what its headers ask for besides. */
export function uploadRequirements(input: UploadRequest, context: OperationContext): readonly Requirement[] {
  const bucket = requireBucket(context, input.bucket);
  const target = { bucket, key: input.key };
  const keys: Record<string, string | readonly string[] | undefined> = headerKeys(context.request, UPLOAD_HEADERS);
  if (input.headers.tags !== undefined) Object.assign(keys, requestTagKeys(input.headers.tags));
  keys["s3:ObjectCreationOperation"] = "true";
  const needed: ObjectAction[] = [{ bucket, key: input.key, action: "s3:PutObject", keys }];
  if (input.acl !== undefined) needed.push({ ...target, action: "s3:PutObjectAcl", keys });
  if (header(context.request.head, "x-amz-tagging") !== undefined || input.headers.tags !== undefined) {
    needed.push({ ...target, action: "s3:PutObjectTagging", keys });
  }
  // Whoever may compare ETags learns about what is there.
  if (input.conditions.ifMatch !== undefined) {
    const object = findObject(context.state.store, bucket.name, input.key);
    needed.push({ ...target, object, action: "s3:GetObject", keys });
  }
  return needed.map((one) => objectRequirement(context, one));
}
