import { header } from "../../../../wire/index.ts";
import type { Operation, OperationContext, Requirement } from "../../../pipeline/service.ts";
import { type RequestedAcl, readRequestedAcl } from "../acl/requested-acl.ts";
import { objectOf } from "../address.ts";
import { type ObjectAction, objectRequirement, requireBucket } from "../authorisation.ts";
import { checksumHeader } from "../body/checksums.ts";
import { readUpload, type Upload, VerifiedBytes } from "../body/upload-body.ts";
import { s3Arn } from "../buckets.ts";
import { readWriteConditions, type WriteConditions } from "../conditions.ts";
import { headerKeys, UPLOAD_HEADERS } from "../context-keys.ts";
import { deniedBecause } from "../denial.ts";
import { type ObjectHeaders, readObjectHeaders } from "../object-headers.ts";
import { findObject } from "../objects.ts";
import { versionHeader } from "../read-operation.ts";
import { emptyResponse, s3Operation } from "../response.ts";
import { newObjectOwner } from "../upload-acl.ts";
import { writeObject } from "../write-object.ts";

interface PutObjectInput {
  readonly bucket: string;
  readonly key: string;
  readonly upload: Upload;
  readonly headers: ObjectHeaders;
  readonly conditions: WriteConditions;
  readonly acl: RequestedAcl;
}

/** Stores an object, streaming its bytes; the object is there whole or not at all. */
export const putObject: Operation = s3Operation<PutObjectInput>({
  name: "PutObject",
  errors: [
    "AccessControlListNotSupported",
    "BadDigest",
    "EntityTooLarge",
    "IncompleteBody",
    "InvalidDigest",
    "KeyTooLongError",
    "MetadataTooLarge",
    "MissingContentLength",
    "NoSuchBucket",
    "PreconditionFailed",
    "XAmzContentSHA256Mismatch",
  ],
  parse: (request) => ({
    ...objectOf(request),
    upload: readUpload(request),
    headers: readObjectHeaders(request),
    conditions: readWriteConditions(request),
    acl: readRequestedAcl(request, "object"),
  }),
  authorise: (input, context) => requirements(input, context),
  async run({ key, upload, headers, conditions, acl, ...input }, context) {
    const bucket = requireBucket(context, input.bucket);
    refuseCustomerKeys({ bucket, key }, context);
    const owner = newObjectOwner({ bucket, key, requested: acl }, context);
    const bytes = new VerifiedBytes(context.request, upload);
    const facts = { ...headers, ...owner };
    const object = await writeObject(context, { bucket, key, conditions, bytes, facts });
    const { etag, checksum } = object;
    return emptyResponse(200, {
      etag: `"${etag}"`,
      "x-amz-server-side-encryption": "AES256",
      [checksumHeader(checksum.algorithm)]: checksum.value,
      "x-amz-checksum-type": "FULL_OBJECT",
      ...versionHeader(bucket, object),
    });
  },
});

function requirements(input: PutObjectInput, context: OperationContext): readonly Requirement[] {
  const bucket = requireBucket(context, input.bucket);
  const target = { bucket, key: input.key };
  const keys = headerKeys(context.request, UPLOAD_HEADERS);
  keys["s3:ObjectCreationOperation"] = "true";
  const needed: ObjectAction[] = [{ ...target, action: "s3:PutObject", keys }];
  if (input.acl !== undefined) needed.push({ ...target, action: "s3:PutObjectAcl", keys });
  // Whoever may compare ETags learns about what is there.
  if (input.conditions.ifMatch !== undefined) {
    const object = findObject(context.state.store, bucket.name, input.key);
    needed.push({ ...target, object, action: "s3:GetObject", keys });
  }
  return needed.map((one) => objectRequirement(context, one));
}

/** SSE-C: buckets made since 2026 take no customer keys, and no other bucket is emulated. */
export function refuseCustomerKeys(
  { bucket, key }: Pick<ObjectAction, "bucket" | "key">,
  { caller, request }: OperationContext,
): void {
  if (header(request.head, "x-amz-server-side-encryption-customer-algorithm") === undefined) return;
  throw deniedBecause(
    caller,
    { action: "s3:PutObject", resource: s3Arn(bucket.name, key), resourceAccountId: bucket.accountId },
    "because this bucket has blocked upload requests that specify Server Side Encryption with Customer provided keys (SSE-C). Please specify a different server-side encryption type",
  );
}
