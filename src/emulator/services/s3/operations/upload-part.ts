import type { Operation } from "../../../pipeline/service.ts";
import { requireBucket } from "../authorisation.ts";
import { checksumHeader } from "../body/checksums.ts";
import { readUpload, type Upload, VerifiedBytes } from "../body/upload-body.ts";
import { refuseCustomerKeys } from "../encryption/customer-keys.ts";
import { readPartNumber } from "../multipart/part-number.ts";
import { checkPartAlgorithm } from "../multipart/upload-checksum.ts";
import { readUploadName, writeRequirements } from "../multipart/upload-target.ts";
import { requireUpload, type UploadName } from "../multipart/uploads.ts";
import { writePart } from "../multipart/write-part.ts";
import { emptyResponse, s3Operation } from "../response.ts";

interface UploadPartInput {
  readonly name: UploadName;
  readonly number: number;
  readonly body: Upload;
}

/** Stores a part of an upload, streaming its bytes. How small it is does not matter before the upload is completed. */
export const uploadPart: Operation = s3Operation<UploadPartInput>({
  name: "UploadPart",
  errors: [
    "BadDigest",
    "EntityTooLarge",
    "IncompleteBody",
    "InvalidDigest",
    "InvalidRequest",
    "MissingContentLength",
    "NoSuchBucket",
    "NoSuchUpload",
    "XAmzContentSHA256Mismatch",
  ],
  parse: (request) => ({
    name: readUploadName(request),
    number: readPartNumber(request),
    body: readUpload(request),
  }),
  authorise: ({ name: { bucket, key } }, context) => writeRequirements({ bucket, key, creates: false }, context),
  async run({ name, number, body }, context) {
    const bucket = requireBucket(context, name.bucket);
    refuseCustomerKeys({ bucket, key: name.key }, context);
    const upload = requireUpload(context.state.store, name);
    checkPartAlgorithm(upload, body.declared);
    const bytes = new VerifiedBytes(context, { ...body, kept: upload.checksum.algorithm });
    const part = await writePart(context, { bucket, upload: name, number, bytes });
    const isDeclared = body.declared.checksum !== undefined || body.declared.trailer !== undefined;
    const { algorithm, value } = upload.checksum.isNamed
      ? { algorithm: upload.checksum.algorithm, value: part.checksum }
      : bytes.digests.checksum;
    return emptyResponse(200, {
      etag: `"${part.etag}"`,
      "x-amz-server-side-encryption": "AES256",
      ...(isDeclared || upload.checksum.isNamed ? { [checksumHeader(algorithm)]: value } : {}),
    });
  },
});
