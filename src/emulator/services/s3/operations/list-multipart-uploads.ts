import type { XmlObject } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { bucketOf } from "../address.ts";
import { bucketRequirement, requireBucket } from "../authorisation.ts";
import { invalidArgument } from "../errors.ts";
import { listKeys } from "../listing/list-keys.ts";
import { encodeListed, type ListRequest, readListRequest, readMaximum } from "../listing/list-request.ts";
import { afterKey, afterPrefix } from "../listing/successor.ts";
import { uploadParties } from "../multipart/initiator.ts";
import { placeOf } from "../multipart/upload-id.ts";
import { type UploadRecord, uploadRows } from "../multipart/uploads.ts";
import { queryOf } from "../request-query.ts";
import { s3Operation, xmlResponse } from "../response.ts";

interface ListUploadsInput extends ListRequest {
  readonly bucket: string;
  readonly keyMarker: string;
  readonly uploadIdMarker: string;
}

/** Lists the uploads of a bucket that are neither complete nor aborted, by key and then by when they were initiated. */
export const listMultipartUploads: Operation = s3Operation<ListUploadsInput>({
  name: "ListMultipartUploads",
  errors: ["InvalidArgument", "NoSuchBucket"],
  parse: readInput,
  authorise(input, context) {
    const bucket = requireBucket(context, input.bucket);
    return [bucketRequirement(context, { bucket, action: "s3:ListBucketMultipartUploads" })];
  },
  run(input, context) {
    const { store } = context.state;
    const bucket = requireBucket(context, input.bucket);
    const { prefix, delimiter, maxKeys, keyMarker, uploadIdMarker } = input;
    const page = listKeys((options) => behindMarker(uploadRows(store, bucket.name, options), input), {
      prefix,
      delimiter,
      start: startOf(input),
      maxEntries: maxKeys,
    });
    const shown = (text: string): string => encodeListed(text, input.encodingType);
    const last = page.entries.at(-1);
    const lastPrefix = page.commonPrefixes.at(-1) ?? "";
    const endsWithPrefix = Buffer.compare(Buffer.from(lastPrefix), Buffer.from(last?.[0] ?? "")) > 0;
    return xmlResponse("ListMultipartUploadsResult", {
      Bucket: bucket.name,
      KeyMarker: shown(keyMarker),
      UploadIdMarker: uploadIdMarker,
      NextKeyMarker: shown(endsWithPrefix ? lastPrefix : (last?.[0] ?? "")),
      NextUploadIdMarker: endsWithPrefix ? "" : (last?.[1].uploadId ?? ""),
      Prefix: prefix === "" ? undefined : shown(prefix),
      Delimiter: delimiter === "" ? undefined : shown(delimiter),
      EncodingType: input.encodingType,
      MaxUploads: maxKeys,
      IsTruncated: page.next !== undefined,
      Upload: page.entries.map(
        ([key, upload]): XmlObject => ({
          Key: shown(key),
          UploadId: upload.uploadId,
          ...uploadParties(store, bucket, upload),
          StorageClass: upload.facts.storageClass,
          Initiated: upload.initiatedAt,
          ChecksumAlgorithm: upload.checksum.isNamed ? upload.checksum.algorithm : undefined,
          ChecksumType: upload.checksum.isNamed ? upload.checksum.type : undefined,
        }),
      ),
      CommonPrefixes: page.commonPrefixes.map((one) => ({ Prefix: shown(one) })),
    });
  },
});

function readInput(request: ServiceRequest): ListUploadsInput {
  const query = queryOf(request);
  const bucket = bucketOf(request);
  const keyMarker = query.get("key-marker") ?? "";
  // Without a key marker the other one means nothing.
  const uploadIdMarker = keyMarker === "" ? "" : (query.get("upload-id-marker") ?? "");
  if (uploadIdMarker !== "" && placeOf([bucket, keyMarker], uploadIdMarker) === undefined) {
    throw invalidArgument("Invalid uploadId marker", { name: "upload-id-marker", value: uploadIdMarker });
  }
  const maxKeys = readMaximum(query, { name: "max-uploads", limit: 1000 });
  return { ...readListRequest(query), maxKeys, bucket, keyMarker, uploadIdMarker };
}

function startOf({ prefix, delimiter, keyMarker, uploadIdMarker }: ListUploadsInput): string {
  if (keyMarker === "" || uploadIdMarker !== "") return keyMarker;
  const isCommonPrefix = delimiter !== "" && keyMarker.startsWith(prefix) && keyMarker.endsWith(delimiter);
  return (isCommonPrefix ? afterPrefix(keyMarker) : undefined) ?? afterKey(keyMarker);
}

/** Without the uploads of the marker's key up to the marker's own, which may be gone by now. */
function* behindMarker(
  rows: Iterable<readonly [string, UploadRecord]>,
  { bucket, keyMarker, uploadIdMarker }: ListUploadsInput,
): Iterable<readonly [string, UploadRecord]> {
  const marker = uploadIdMarker === "" ? undefined : placeOf([bucket, keyMarker], uploadIdMarker);
  for (const row of rows) {
    const [key, { uploadId }] = row;
    const isBefore = marker !== undefined && key === keyMarker && (placeOf([bucket, key], uploadId) ?? "") <= marker;
    if (!isBefore) yield row;
  }
}
