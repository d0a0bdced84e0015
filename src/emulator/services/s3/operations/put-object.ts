import type { Operation } from "../../../pipeline/service.ts";
import { readRequestedAcl } from "../acl/requested-acl.ts";
import { objectOf } from "../address.ts";
import { requireBucket } from "../authorisation.ts";
import { checksumHeader } from "../body/checksums.ts";
import { readUpload, type Upload, VerifiedBytes } from "../body/upload-body.ts";
import { readWriteConditions } from "../conditions.ts";
import { refuseCustomerKeys } from "../encryption/customer-keys.ts";
import { expirationHeaders } from "../lifecycle/expiry.ts";
import { type ObjectHeaders, readObjectHeaders } from "../object-headers.ts";
import { emptyResponse, s3Operation } from "../response.ts";
import { newObjectOwner, type ObjectOwner } from "../upload-acl.ts";
import { type UploadRequest, uploadRequirements } from "../upload-requirements.ts";
import { type ObjectWrite, writeObject } from "../write-object.ts";

interface PutObjectInput extends UploadRequest {
  readonly upload: Upload;
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
  parse(request) {
    const { bucket, key } = objectOf(request);
    const upload = readUpload(request);
    const headers = readObjectHeaders(request);
    const conditions = readWriteConditions(request);
    return { bucket, key, upload, headers, conditions, acl: readRequestedAcl(request, "object") };
  },
  authorise: (input, context) => uploadRequirements(input, context),
  async run(input, context) {
    const { key, upload, headers, conditions, acl } = input;
    const bucket = requireBucket(context, input.bucket);
    refuseCustomerKeys({ bucket, key }, context);
    const owner = newObjectOwner({ bucket, key, requested: acl }, context);
    const bytes = new VerifiedBytes(context, upload);
    const facts = factsOf(headers, owner);
    const object = await writeObject(context, { bucket, key, conditions, bytes, facts });
    const { etag, checksum } = object;
    const answer: Record<string, string> = { etag: `"${etag}"`, "x-amz-server-side-encryption": "AES256" };
    answer[checksumHeader(checksum.algorithm)] = checksum.value;
    answer["x-amz-checksum-type"] = "FULL_OBJECT";
    // Unlike a copy, an upload is not told that it is the version `null`.
    if (object.versionId !== undefined) answer["x-amz-version-id"] = object.versionId;
    if (bucket.lifecycle !== undefined) Object.assign(answer, expirationHeaders(bucket, key, object));
    return emptyResponse(200, answer);
  },
});

/** Property by property, as copies of whole objects cost each upload microseconds. */
function factsOf(
  { headers, metadata, storageClass, tags }: ObjectHeaders,
  { writerAccountId, acl }: ObjectOwner,
): ObjectWrite["facts"] {
  return tags === undefined
    ? { headers, metadata, storageClass, writerAccountId, acl }
    : { headers, metadata, storageClass, tags, writerAccountId, acl };
}
