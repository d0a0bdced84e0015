import type { Operation } from "../../../pipeline/service.ts";
import { type RequestedAcl, readRequestedAcl } from "../acl/requested-acl.ts";
import { objectOf } from "../address.ts";
import { requireBucket } from "../authorisation.ts";
import { sameBucket } from "../buckets.ts";
import { refuseCustomerKeys } from "../encryption/customer-keys.ts";
import { initiatorOf } from "../multipart/initiator.ts";
import { readUploadChecksum } from "../multipart/upload-checksum.ts";
import { newUploadId } from "../multipart/upload-id.ts";
import { writeRequirements } from "../multipart/upload-target.ts";
import { putUpload, type UploadRecord } from "../multipart/uploads.ts";
import { type ObjectHeaders, readObjectHeaders } from "../object-headers.ts";
import { findObject } from "../objects.ts";
import { s3Operation, xmlResponse } from "../response.ts";
import { newObjectOwner } from "../upload-acl.ts";

interface CreateUploadInput {
  readonly bucket: string;
  readonly key: string;
  readonly headers: ObjectHeaders;
  readonly acl: RequestedAcl;
  readonly checksum: UploadRecord["checksum"];
}

/** Initiates an upload in parts: all that the object will be but for its bytes is said now. */
export const createMultipartUpload: Operation = s3Operation<CreateUploadInput>({
  name: "CreateMultipartUpload",
  errors: ["AccessControlListNotSupported", "InvalidRequest", "KeyTooLongError", "MetadataTooLarge", "NoSuchBucket"],
  parse: (request) => ({
    ...objectOf(request),
    headers: readObjectHeaders(request),
    acl: readRequestedAcl(request, "object"),
    checksum: readUploadChecksum(request),
  }),
  authorise: ({ bucket, key, acl, headers: { tags } }, context) =>
    writeRequirements({ bucket, key, creates: false, hasAcl: acl !== undefined, tags }, context),
  async run({ key, headers, acl, checksum, ...input }, context) {
    const { state, caller } = context;
    const bucket = requireBucket(context, input.bucket);
    refuseCustomerKeys({ bucket, key }, context);
    const owner = newObjectOwner({ bucket, key, requested: acl }, context);
    const now = state.clock.now();
    const uploadId = newUploadId([bucket.name, key], now, state.random);
    await state.store.transaction((writer) => {
      const present = sameBucket(writer, bucket);
      const content = findObject(writer, present.name, key)?.content;
      putUpload(writer, [present.name, key], {
        uploadId,
        initiatedAt: now.toISOString(),
        initiator: initiatorOf(caller),
        facts: { ...headers, ...owner },
        checksum,
        ...(content === undefined ? {} : { contentAtStart: content }),
      });
    });
    return xmlResponse(
      "InitiateMultipartUploadResult",
      { Bucket: bucket.name, Key: key, UploadId: uploadId },
      {
        "x-amz-server-side-encryption": "AES256",
        ...(checksum.isNamed
          ? { "x-amz-checksum-algorithm": checksum.algorithm, "x-amz-checksum-type": checksum.type }
          : {}),
      },
    );
  },
});
