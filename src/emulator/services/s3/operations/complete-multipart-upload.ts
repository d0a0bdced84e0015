import { header, percentEncode } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import type { StoreReader, StoreWriter } from "../../../state/store.ts";
import { bucketOfHost } from "../address.ts";
import { requireBucket } from "../authorisation.ts";
import { type BucketRecord, sameBucket } from "../buckets.ts";
import { checkWrite, readWriteConditions, type WriteConditions } from "../conditions.ts";
import { s3Error } from "../errors.ts";
import { assemble, etagOf } from "../multipart/assemble.ts";
import {
  type ExpectedObject,
  type NamedPart,
  readExpectedObject,
  readNamedParts,
} from "../multipart/completion-request.ts";
import { dropUpload } from "../multipart/drop-uploads.ts";
import { putPartList } from "../multipart/part-list.ts";
import { removePart } from "../multipart/parts.ts";
import { readUploadName, writeRequirements } from "../multipart/upload-target.ts";
import { findUpload, requireUpload, type UploadName, type UploadRecord } from "../multipart/uploads.ts";
import { sameContent } from "../object-content.ts";
import { checksumType, findObject, type ObjectRecord } from "../objects.ts";
import { versionHeader } from "../read-operation.ts";
import { s3Operation, xmlResponse } from "../response.ts";
import { putLatest } from "../versioning/change-versions.ts";

interface CompleteInput {
  readonly name: UploadName;
  readonly conditions: WriteConditions;
  readonly expected: ExpectedObject;
}

/** Makes an object of the parts of an upload, in one transaction. The bytes stay where they are. */
export const completeMultipartUpload: Operation = s3Operation<CompleteInput>({
  name: "CompleteMultipartUpload",
  errors: [
    "BadDigest",
    "ConditionalRequestConflict",
    "EntityTooSmall",
    "InvalidPart",
    "InvalidPartOrder",
    "InvalidRequest",
    "MalformedXML",
    "NoSuchBucket",
    "NoSuchKey",
    "NoSuchUpload",
    "PreconditionFailed",
  ],
  parse: (request) => ({
    name: readUploadName(request),
    conditions: readWriteConditions(request),
    expected: readExpectedObject(request),
  }),
  authorise: ({ name: { bucket, key }, conditions }, context) =>
    writeRequirements({ bucket, key, creates: true, comparesEtag: conditions.ifMatch !== undefined }, context),
  async run(input, context) {
    const { state, request } = context;
    const { name } = input;
    const bucket = requireBucket(context, name.bucket);
    const named = await readNamedParts(request, name.uploadId);
    const object = await state.store.transaction((writer) => {
      const present = sameBucket(writer, bucket);
      return completedBefore(writer, name, named) ?? complete(writer, { ...input, named, bucket: present }, context);
    });
    const content = {
      Location: locationOf(request, name),
      Bucket: name.bucket,
      Key: name.key,
      ETag: `"${object.etag}"`,
      [`Checksum${object.checksum.algorithm}`]: object.checksum.value,
      ChecksumType: checksumType(object),
    };
    const headers = { "x-amz-server-side-encryption": "AES256", ...versionHeader(bucket, object) };
    return xmlResponse("CompleteMultipartUploadResult", content, headers);
  },
});

/** The object of the same completion that came before: clients send it again where they missed the answer. */
function completedBefore(reader: StoreReader, name: UploadName, named: readonly NamedPart[]): ObjectRecord | undefined {
  if (findUpload(reader, name) !== undefined) return undefined;
  const object = findObject(reader, name.bucket, name.key);
  if (object?.content.form !== "parts" || object.content.list !== name.uploadId) return undefined;
  return object.etag === etagOf(named.map(({ etag }) => etag)) ? object : undefined;
}

function complete(
  writer: StoreWriter,
  input: CompleteInput & { readonly named: readonly NamedPart[]; readonly bucket: BucketRecord },
  { state }: OperationContext,
): ObjectRecord {
  const { name, conditions, bucket, named } = input;
  const upload = requireUpload(writer, name);
  const { parts, ...assembly } = assemble(writer, upload, input);
  checkConditions(conditions, { upload, existing: findObject(writer, bucket.name, name.key), key: name.key });
  putPartList(writer, upload.uploadId, parts);
  for (const { number } of named) removePart(writer, upload.uploadId, number);
  // What is left are parts that the object does not have.
  dropUpload(writer, state, name);
  const content = { form: "parts", list: upload.uploadId, count: parts.length } as const;
  const lastModified = state.clock.now().toISOString();
  return putLatest({ writer, bucket, key: name.key, state }, { ...upload.facts, ...assembly, content, lastModified });
}

/** Conditions hold for the object that was there when the upload began: another one since then is a conflict. */
function checkConditions(
  conditions: WriteConditions,
  { upload, existing, key }: { upload: UploadRecord; existing: ObjectRecord | undefined; key: string },
): void {
  checkWrite(conditions, existing, key);
  const { contentAtStart } = upload;
  if (conditions.onlyIfAbsent && contentAtStart !== undefined) throw conflict("If-None-Match", key);
  if (conditions.ifMatch === undefined || existing === undefined) return;
  const isSame = contentAtStart !== undefined && sameContent(contentAtStart, existing.content);
  if (!isSame) throw conflict("If-Match", key);
}

function conflict(condition: string, key: string): Error {
  const message = "The conditional request cannot succeed due to a conflicting operation against this resource.";
  return s3Error(409, ["ConditionalRequestConflict", message], { Condition: condition, Key: key });
}

/** Where the object is now, by the host that was asked. The key's slashes are encoded, as on AWS. */
function locationOf(request: ServiceRequest, { bucket, key }: UploadName): string {
  const encoded = percentEncode(key, { keepSlash: false });
  const path = bucketOfHost(request.host) === undefined ? `${bucket}/${encoded}` : encoded;
  return `${request.secure ? "https" : "http"}://${header(request.head, "host") ?? request.host}/${path}`;
}
