import type { XmlObject } from "../../../../wire/index.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { requireBucket } from "../authorisation.ts";
import { readMaximum } from "../listing/list-request.ts";
import { uploadParties } from "../multipart/initiator.ts";
import { type PartRecord, partRows } from "../multipart/parts.ts";
import { readUploadName, uploadRequirement } from "../multipart/upload-target.ts";
import { requireUpload, type UploadName, type UploadRecord } from "../multipart/uploads.ts";
import { queryOf } from "../request-query.ts";
import { s3Operation, xmlResponse } from "../response.ts";

const MAX_PARTS = 1000;

interface ListPartsInput {
  readonly name: UploadName;
  readonly maxParts: number;
  readonly marker: number;
}

/** Lists the parts that an upload has so far, by number. */
export const listParts: Operation = s3Operation<ListPartsInput>({
  name: "ListParts",
  errors: ["InvalidArgument", "NoSuchBucket", "NoSuchUpload"],
  parse(request) {
    const query = queryOf(request);
    const markerLimits = { name: "part-number-marker", limit: 2_147_483_647 };
    return {
      name: readUploadName(request),
      maxParts: readMaximum(query, { name: "max-parts", limit: MAX_PARTS }),
      marker: query.get("part-number-marker") ? readMaximum(query, markerLimits) : 0,
    };
  },
  authorise: ({ name }, context) => [uploadRequirement(name, "s3:ListMultipartUploadParts", context)],
  run({ name, maxParts, marker }, context) {
    const { store } = context.state;
    const bucket = requireBucket(context, name.bucket);
    const upload = requireUpload(store, name);
    const listed: PartRecord[] = [];
    let isTruncated = false;
    for (const part of marker >= 10_000 || maxParts === 0 ? [] : partRows(store, name.uploadId, marker)) {
      isTruncated = listed.length === maxParts;
      if (isTruncated) break;
      listed.push(part);
    }
    const { algorithm, type, isNamed } = upload.checksum;
    return xmlResponse("ListPartsResult", {
      Bucket: name.bucket,
      Key: name.key,
      UploadId: name.uploadId,
      ...uploadParties(store, bucket, upload),
      StorageClass: upload.facts.storageClass,
      PartNumberMarker: marker,
      NextPartNumberMarker: listed.at(-1)?.number ?? 0,
      MaxParts: maxParts,
      IsTruncated: isTruncated,
      ChecksumAlgorithm: isNamed ? algorithm : undefined,
      ChecksumType: isNamed ? type : undefined,
      Part: listed.map((part) => partElement(part, upload)),
    });
  },
});

function partElement(part: PartRecord, { checksum }: UploadRecord): XmlObject {
  return {
    PartNumber: part.number,
    LastModified: part.lastModified,
    ETag: `"${part.etag}"`,
    Size: part.sizeBytes,
    ...(checksum.isNamed ? { [`Checksum${checksum.algorithm}`]: part.checksum } : {}),
  };
}
