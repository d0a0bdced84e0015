import { header, type XmlObject } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Operation, OperationContext, Requirement } from "../../../pipeline/service.ts";
import { type RequestedAcl, readRequestedAcl } from "../acl/requested-acl.ts";
import { objectOf } from "../address.ts";
import { objectRequirement, requireBucket } from "../authorisation.ts";
import { type ChecksumAlgorithm, checksumNamed } from "../body/checksums.ts";
import { CopiedBytes } from "../body/digested-bytes.ts";
import { readWriteConditions, type WriteConditions } from "../conditions.ts";
import { headerKeys, UPLOAD_HEADERS } from "../context-keys.ts";
import { readCopySource, requireSource, sourceRequirement, sourceVersionHeader } from "../copy/copy-source.ts";
import { checkSource } from "../copy/source-conditions.ts";
import { invalidArgument, invalidRequest } from "../errors.ts";
import { readContent } from "../object-content.ts";
import { type ObjectHeaders, readObjectHeaders } from "../object-headers.ts";
import type { ObjectRecord } from "../objects.ts";
import { type ObjectTarget, versionHeader } from "../read-operation.ts";
import { s3Operation, xmlResponse } from "../response.ts";
import { requestTagKeys } from "../tagging/tag-keys.ts";
import { newObjectOwner } from "../upload-acl.ts";
import { findObjectVersion } from "../versioning/find-version.ts";
import { WEBSITE_REDIRECT } from "../website-redirect.ts";
import { writeObject } from "../write-object.ts";

const MAX_SOURCE_BYTES: number = 5 * 1024 ** 3;
/** What makes a copy of an object onto itself one that changes something. */
const CHANGING_HEADERS = ["x-amz-storage-class", "x-amz-server-side-encryption", "x-amz-website-redirect-location"];

interface CopyObjectInput {
  readonly bucket: string;
  readonly key: string;
  readonly source: ObjectTarget;
  readonly replaces: boolean;
  /** Whether the copy gets the tags of the request, and not those of the source. */
  readonly replacesTags: boolean;
  readonly headers: ObjectHeaders;
  readonly algorithm: ChecksumAlgorithm | undefined;
  readonly conditions: WriteConditions;
  readonly acl: RequestedAcl;
}

/** Copies an object, streaming its bytes. ACLs are not copied. */
export const copyObject: Operation = s3Operation<CopyObjectInput>({
  name: "CopyObject",
  errors: [
    "AccessControlListNotSupported",
    "InvalidArgument",
    "InvalidObjectState",
    "InvalidRequest",
    "KeyTooLongError",
    "MetadataTooLarge",
    "NoSuchBucket",
    "NoSuchKey",
    "NoSuchVersion",
    "PreconditionFailed",
  ],
  parse: (request) => ({
    ...objectOf(request),
    source: readCopySource(request),
    replaces: readDirective(request, "x-amz-metadata-directive") === "REPLACE",
    replacesTags: readDirective(request, "x-amz-tagging-directive") === "REPLACE",
    headers: readObjectHeaders(request),
    algorithm: readAlgorithm(request),
    conditions: readWriteConditions(request),
    acl: readRequestedAcl(request, "object"),
  }),
  authorise: requirements,
  async run(input, context) {
    const { state, request } = context;
    const bucket = requireBucket(context, input.bucket);
    const { object: source } = requireSource(input.source, context);
    checkSource(request, source, state.clock.now());
    refuseSelfCopy(input, request);
    if (source.sizeBytes > MAX_SOURCE_BYTES) {
      throw invalidRequest(
        `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_SOURCE_BYTES}`,
      );
    }
    const owner = newObjectOwner({ bucket, key: input.key, requested: input.acl }, context);
    const algorithm = input.algorithm ?? source.checksum.algorithm;
    const bytes = new CopiedBytes(readContent(state, source.content, undefined), {
      state,
      algorithm,
      sizeBytes: source.sizeBytes,
    });
    const facts = { ...copiedHeaders(input, source), ...owner };
    const { key, conditions } = input;
    const copy = await writeObject(context, { bucket, key, conditions, bytes, facts });
    return xmlResponse("CopyObjectResult", copyResult(copy), {
      "x-amz-server-side-encryption": "AES256",
      ...sourceVersionHeader(source),
      ...versionHeader(bucket, copy),
    });
  },
});

function requirements(input: CopyObjectInput, context: OperationContext): readonly Requirement[] {
  const bucket = requireBucket(context, input.bucket);
  const headers = [...UPLOAD_HEADERS, "x-amz-copy-source", "x-amz-metadata-directive"] as const;
  const keys = {
    ...headerKeys(context.request, headers),
    ...requestTagKeys(input.replacesTags ? input.headers.tags : undefined),
    "s3:ObjectCreationOperation": "true",
  };
  const target = { bucket, key: input.key, keys };
  const copiesTags = !input.replacesTags && findObjectVersion(context.state.store, input.source)?.tags !== undefined;
  const actions = [
    "s3:PutObject",
    ...(input.acl === undefined ? [] : ["s3:PutObjectAcl"]),
    ...(copiesTags || (input.replacesTags && input.headers.tags !== undefined) ? ["s3:PutObjectTagging"] : []),
  ];
  return [
    sourceRequirement(input.source, "s3:GetObject", context),
    ...(copiesTags ? [sourceRequirement(input.source, "s3:GetObjectTagging", context)] : []),
    ...actions.map((action) => objectRequirement(context, { ...target, action })),
  ];
}

/**
 * Without REPLACE the source's headers and metadata are kept, whatever the request says of them. Where a website sends its
 * readers is the request's alone.
 */
function copiedHeaders({ replaces, replacesTags, headers }: CopyObjectInput, source: ObjectRecord): ObjectHeaders {
  const { [WEBSITE_REDIRECT]: _redirect, ...sourceHeaders } = source.headers;
  const redirect = headers.headers[WEBSITE_REDIRECT];
  const kept = redirect === undefined ? sourceHeaders : { ...sourceHeaders, [WEBSITE_REDIRECT]: redirect };
  const copied = {
    headers: replaces ? headers.headers : kept,
    metadata: replaces ? headers.metadata : source.metadata,
    storageClass: headers.storageClass,
  };
  const tags = replacesTags ? headers.tags : source.tags;
  return tags === undefined ? copied : { ...copied, tags };
}

function refuseSelfCopy({ bucket, key, source, replaces }: CopyObjectInput, { head }: ServiceRequest): void {
  const isSelf = source.bucket === bucket && source.key === key && source.versionId === undefined;
  if (!isSelf || replaces || CHANGING_HEADERS.some((name) => head.headers.has(name))) return;
  throw invalidRequest(
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
  );
}

function readDirective({ head }: ServiceRequest, name: Lowercase<string>): "COPY" | "REPLACE" {
  const value = header(head, name) ?? "COPY";
  if (value === "COPY" || value === "REPLACE") return value;
  const kind = name === "x-amz-tagging-directive" ? "tagging" : "metadata";
  throw invalidArgument(`Unknown ${kind} directive.`, { name, value });
}

function readAlgorithm({ head }: ServiceRequest): ChecksumAlgorithm | undefined {
  const name = header(head, "x-amz-checksum-algorithm");
  if (name === undefined) return undefined;
  const algorithm = checksumNamed(name);
  if (algorithm !== undefined) return algorithm;
  throw invalidRequest(
    "Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]",
  );
}

function copyResult({ lastModified, etag, checksum }: ObjectRecord): XmlObject {
  return {
    LastModified: lastModified,
    ETag: `"${etag}"`,
    ChecksumType: "FULL_OBJECT",
    [`Checksum${checksum.algorithm}`]: checksum.value,
  };
}
