import { header } from "../../../../wire/index.ts";
import type { Operation, OperationContext, Requirement } from "../../../pipeline/service.ts";
import { type RequestedAcl, readRequestedAcl } from "../acl/requested-acl.ts";
import { objectOf } from "../address.ts";
import { type ObjectAction, objectRequirement, requireBucket } from "../authorisation.ts";
import { checksumHeader } from "../body/checksums.ts";
import { readUpload, type Upload, VerifiedBytes } from "../body/upload-body.ts";
import { readWriteConditions, type WriteConditions } from "../conditions.ts";
import { headerKeys, UPLOAD_HEADERS } from "../context-keys.ts";
import { refuseCustomerKeys } from "../encryption/customer-keys.ts";
import { type ObjectHeaders, readObjectHeaders } from "../object-headers.ts";
import { findObject } from "../objects.ts";
import { emptyResponse, s3Operation } from "../response.ts";
import { requestTagKeys } from "../tagging/tag-keys.ts";
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
    "BadRequest",
    "EntityTooLarge",
    "IncompleteBody",
    "InvalidDigest",
    "InvalidRedirectLocation",
    "InvalidTag",
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
    const { etag, checksum } = await writeObject(context, { bucket, key, conditions, bytes, facts });
    return emptyResponse(200, {
      etag: `"${etag}"`,
      "x-amz-server-side-encryption": "AES256",
      [checksumHeader(checksum.algorithm)]: checksum.value,
      "x-amz-checksum-type": "FULL_OBJECT",
    });
  },
});

function requirements(input: PutObjectInput, context: OperationContext): readonly Requirement[] {
  const bucket = requireBucket(context, input.bucket);
  const target = { bucket, key: input.key };
  const keys = {
    ...headerKeys(context.request, UPLOAD_HEADERS),
    ...requestTagKeys(input.headers.tags),
    "s3:ObjectCreationOperation": "true",
  };
  const needed: ObjectAction[] = [{ ...target, action: "s3:PutObject", keys }];
  if (input.acl !== undefined) needed.push({ ...target, action: "s3:PutObjectAcl", keys });
  if (header(context.request.head, "x-amz-tagging") !== undefined) {
    needed.push({ ...target, action: "s3:PutObjectTagging", keys });
  }
  // Whoever may compare ETags learns about what is there.
  if (input.conditions.ifMatch !== undefined) {
    const object = findObject(context.state.store, bucket.name, input.key);
    needed.push({ ...target, object, action: "s3:GetObject", keys });
  }
  return needed.map((one) => objectRequirement(context, one));
}
