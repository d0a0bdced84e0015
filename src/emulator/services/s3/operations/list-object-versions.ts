import { type XmlObject, xmlSiblings } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import { bucketOf } from "../address.ts";
import { bucketRequirement, requireBucket } from "../authorisation.ts";
import type { BucketRecord } from "../buckets.ts";
import { invalidArgument } from "../errors.ts";
import { listKeys } from "../listing/list-keys.ts";
import { encodeListed, type ListRequest, listKeysOf, readListRequest } from "../listing/list-request.ts";
import { canonicalIds } from "../listing/listed-object.ts";
import { afterKey, afterPrefix } from "../listing/successor.ts";
import { type ListedVersion, versionWalk } from "../listing/version-walk.ts";
import { checksumType, objectOwner } from "../objects.ts";
import { queryOf } from "../request-query.ts";
import { s3Operation, xmlResponse } from "../response.ts";
import { isVersionId } from "../versioning/requested-version.ts";

interface ListVersionsInput extends ListRequest {
  readonly bucket: string;
  readonly keyMarker: string;
  readonly versionIdMarker: string;
}

type Listed = readonly [key: string, version: ListedVersion];

/** Lists the versions of a bucket's keys, newest first, and its delete markers, up to 1,000 a page. */
export const listObjectVersions: Operation = s3Operation<ListVersionsInput>({
  name: "ListObjectVersions",
  errors: ["InvalidArgument", "NoSuchBucket"],
  parse: readInput,
  authorise(input, context) {
    const bucket = requireBucket(context, input.bucket);
    const keys = listKeysOf(queryOf(context.request));
    return [bucketRequirement(context, { bucket, action: "s3:ListBucketVersions", keys })];
  },
  run(input, context) {
    const bucket = requireBucket(context, input.bucket);
    const page = listPage(input, bucket, context);
    const shown = (text: string): string => encodeListed(text, input.encodingType);
    const showing = { bucket, shown, ownerId: canonicalIds(context) };
    const more = page.next !== undefined;
    const last = page.entries.at(-1);
    const endsWithPrefix = isLast(page.commonPrefixes.at(-1), last?.[0]);
    const nextKey = endsWithPrefix ? page.commonPrefixes.at(-1) : last?.[0];
    const nextVersion = endsWithPrefix || last === undefined ? undefined : idOf(last[1]);
    return xmlResponse("ListVersionsResult", {
      Name: bucket.name,
      Prefix: shown(input.prefix),
      KeyMarker: shown(input.keyMarker),
      VersionIdMarker: input.versionIdMarker,
      NextKeyMarker: more && nextKey !== undefined ? shown(nextKey) : undefined,
      NextVersionIdMarker: more ? nextVersion : undefined,
      MaxKeys: input.maxKeys,
      Delimiter: input.delimiter === "" ? undefined : shown(input.delimiter),
      EncodingType: input.encodingType,
      IsTruncated: more,
      // Versions and delete markers stand in one order, by key and age.
      versions: xmlSiblings(page.entries.map((entry) => entryElement(entry, showing))),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: shown(prefix) })),
    });
  },
});

function readInput(request: ServiceRequest): ListVersionsInput {
  const query = queryOf(request);
  const keyMarker = query.get("key-marker") ?? "";
  const versionIdMarker = query.get("version-id-marker") ?? "";
  if (versionIdMarker !== "" && keyMarker === "") {
    throw invalidArgument("A version-id marker cannot be specified without a key marker.", {
      name: "version-id-marker",
      value: versionIdMarker,
    });
  }
  if (versionIdMarker !== "" && !isVersionId(versionIdMarker)) {
    throw invalidArgument("Invalid version id specified", { name: "version-id-marker", value: versionIdMarker });
  }
  return { ...readListRequest(query), bucket: bucketOf(request), keyMarker, versionIdMarker };
}

function listPage(
  input: ListVersionsInput,
  bucket: BucketRecord,
  { state }: OperationContext,
): ReturnType<typeof listKeys<ListedVersion>> {
  const { prefix, delimiter, maxKeys } = input;
  const walk = (options: { readonly prefix: string; readonly start?: string }): Iterable<Listed> =>
    behindMarker(versionWalk(state.store, bucket.name, options), input);
  return listKeys(walk, { prefix, delimiter, start: startOf(input), maxEntries: maxKeys });
}

/** A marker of a version goes on within its key; one of a common prefix, behind all that it stands for. */
function startOf({ prefix, delimiter, keyMarker, versionIdMarker }: ListVersionsInput): string {
  if (keyMarker === "") return "";
  if (versionIdMarker !== "") return keyMarker;
  const isCommonPrefix = delimiter !== "" && keyMarker.startsWith(prefix) && keyMarker.endsWith(delimiter);
  return (isCommonPrefix ? afterPrefix(keyMarker) : undefined) ?? afterKey(keyMarker);
}

/** Without the versions of the marker's key up to the marker's own. */
function* behindMarker(walk: Iterable<Listed>, { keyMarker, versionIdMarker }: ListVersionsInput): Iterable<Listed> {
  let passed = versionIdMarker === "";
  for (const entry of walk) {
    const [key, version] = entry;
    if (passed || key !== keyMarker) yield entry;
    else passed = idOf(version) === versionIdMarker;
  }
}

function idOf(version: ListedVersion): string {
  return (version.type === "marker" ? version.marker.versionId : version.object.versionId) ?? "null";
}

/** A page ends with a common prefix where that comes after its last key. */
function isLast(prefix: string | undefined, key: string | undefined): boolean {
  return prefix !== undefined && (key === undefined || Buffer.compare(Buffer.from(prefix), Buffer.from(key)) > 0);
}

interface Showing {
  readonly bucket: BucketRecord;
  readonly shown: (text: string) => string;
  /** The canonical id of an account. */
  readonly ownerId: (accountId: string) => string;
}

function entryElement([key, version]: Listed, showing: Showing): readonly [name: string, content: XmlObject] {
  const { bucket, shown, ownerId } = showing;
  const common = { Key: shown(key), VersionId: idOf(version), IsLatest: version.isLatest };
  if (version.type === "marker") {
    const { ownerAccountId, lastModified } = version.marker;
    return ["DeleteMarker", { Owner: { ID: ownerId(ownerAccountId) }, ...common, LastModified: lastModified }];
  }
  const { object } = version;
  const content = {
    ETag: `"${object.etag}"`,
    ChecksumAlgorithm: object.checksum.algorithm,
    ChecksumType: checksumType(object),
    Size: object.sizeBytes,
    StorageClass: object.storageClass,
    ...common,
    LastModified: object.lastModified,
    Owner: { ID: ownerId(objectOwner(bucket, object)) },
  };
  return ["Version", content];
}
