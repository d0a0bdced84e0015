import { header } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Operation } from "../../../pipeline/service.ts";
import type { ByteRange } from "../../../state/blobs.ts";
import { requireBucket } from "../authorisation.ts";
import { CopiedBytes } from "../body/digested-bytes.ts";
import { readCopySource, requireSource, sourceRequirement, sourceVersionHeader } from "../copy/copy-source.ts";
import { checkSource } from "../copy/source-conditions.ts";
import { refuseCustomerKeys } from "../encryption/customer-keys.ts";
import { invalidArgument, invalidRequest } from "../errors.ts";
import { readPartNumber } from "../multipart/part-number.ts";
import { readUploadName, writeRequirements } from "../multipart/upload-target.ts";
import { requireUpload, type UploadName } from "../multipart/uploads.ts";
import { writePart } from "../multipart/write-part.ts";
import { readContent } from "../object-content.ts";
import type { ObjectTarget } from "../read-operation.ts";
import { s3Operation, xmlResponse } from "../response.ts";

const MAX_COPY_BYTES: number = 5 * 1024 ** 3;
const RANGE = "x-amz-copy-source-range";

interface UploadPartCopyInput {
  readonly name: UploadName;
  readonly number: number;
  readonly source: ObjectTarget;
  readonly range: ByteRange | undefined;
}

/** Stores a part that is an object, or a range of one, streaming its bytes. */
export const uploadPartCopy: Operation = s3Operation<UploadPartCopyInput>({
  name: "UploadPartCopy",
  errors: [
    "InvalidArgument",
    "InvalidObjectState",
    "InvalidRequest",
    "NoSuchBucket",
    "NoSuchKey",
    "NoSuchUpload",
    "NoSuchVersion",
    "PreconditionFailed",
  ],
  parse: (request) => ({
    name: readUploadName(request),
    number: readPartNumber(request),
    source: readCopySource(request),
    range: readCopyRange(request),
  }),
  authorise: ({ name: { bucket, key }, source }, context) => [
    sourceRequirement(source, "s3:GetObject", context),
    ...writeRequirements({ bucket, key, creates: false, headers: ["x-amz-copy-source"] }, context),
  ],
  async run({ name, number, source, range }, context) {
    const { state, request } = context;
    const bucket = requireBucket(context, name.bucket);
    refuseCustomerKeys({ bucket, key: name.key }, context);
    const { checksum } = requireUpload(state.store, name);
    const { object } = requireSource(source, context);
    checkSource(request, object, state.clock.now());
    checkRange(range, object.sizeBytes);
    const bytes = new CopiedBytes(readContent(state, object.content, range), {
      state,
      algorithm: checksum.algorithm,
      sizeBytes: object.sizeBytes,
    });
    const part = await writePart(context, { bucket, upload: name, number, bytes });
    return xmlResponse(
      "CopyPartResult",
      {
        LastModified: part.lastModified,
        ETag: `"${part.etag}"`,
        ...(checksum.isNamed ? { [`Checksum${checksum.algorithm}`]: part.checksum } : {}),
      },
      {
        "x-amz-server-side-encryption": "AES256",
        ...sourceVersionHeader(object),
      },
    );
  },
});

function readCopyRange({ head }: ServiceRequest): ByteRange | undefined {
  const value = header(head, RANGE);
  if (value === undefined) return undefined;
  const [, first = "", last = ""] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(value) ?? [];
  if (first !== "" && Number(first) <= Number(last)) return { first: Number(first), last: Number(last) };
  throw invalidArgument(
    "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy",
    { name: RANGE, value },
  );
}

function checkRange(range: ByteRange | undefined, sizeBytes: number): void {
  const length = range === undefined ? sizeBytes : range.last - range.first + 1;
  if (range !== undefined && range.first >= sizeBytes) {
    throw invalidRequest("The specified copy range is invalid for the source object size");
  }
  if (range !== undefined && range.last >= sizeBytes) {
    throw invalidArgument(`Range specified is not valid for source object of size: ${sizeBytes}`, {
      name: RANGE,
      value: `bytes=${range.first}-${range.last}`,
    });
  }
  if (length > MAX_COPY_BYTES) {
    throw invalidRequest(
      `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_COPY_BYTES}`,
    );
  }
}
