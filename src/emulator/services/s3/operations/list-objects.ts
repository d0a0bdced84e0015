import { compareUtf8 } from "../../../../core/index.ts";
import type { XmlValue } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { bucketOf } from "../address.ts";
import { bucketRequirement, requireBucket } from "../authorisation.ts";
import { commonPrefix, type ListingPage, listKeys } from "../listing/list-keys.ts";
import { encodeListed, type ListRequest, listKeysOf, readListRequest } from "../listing/list-request.ts";
import { listedObject, listedOwners } from "../listing/listed-object.ts";
import { afterKey, afterPrefix } from "../listing/successor.ts";
import { objectRows } from "../objects.ts";
import { queryOf } from "../request-query.ts";
import { s3Operation, xmlResponse } from "../response.ts";

interface ListObjectsInput extends ListRequest {
  readonly bucket: string;
  /** The key or common prefix after which the page starts; empty for the first page. */
  readonly marker: string;
}

/** Lists the keys of a bucket as S3 did before its second version: pages go on from a key that the client knows. */
export const listObjects: Operation = s3Operation<ListObjectsInput>({
  name: "ListObjects",
  errors: ["InvalidArgument", "NoSuchBucket"],
  parse: readInput,
  authorise(input, context) {
    const bucket = requireBucket(context, input.bucket);
    const keys = listKeysOf(queryOf(context.request));
    return [bucketRequirement(context, { bucket, action: "s3:ListBucket", keys })];
  },
  run(input, context) {
    const { state } = context;
    const bucket = requireBucket(context, input.bucket);
    const start = startAfter(input);
    const page = listKeys((options) => (start === undefined ? [] : objectRows(state.store, bucket.name, options)), {
      prefix: input.prefix,
      delimiter: input.delimiter,
      start: start ?? "",
      maxEntries: input.maxKeys,
    });
    const ownerOf = listedOwners(bucket, context);
    const shown = (text: string): string => encodeListed(text, input.encodingType);
    const nextMarker = input.delimiter === "" || page.next === undefined ? undefined : lastListed(page);
    const content: XmlValue = {
      Name: bucket.name,
      Prefix: shown(input.prefix),
      Marker: shown(input.marker),
      NextMarker: nextMarker === undefined ? undefined : shown(nextMarker),
      MaxKeys: input.maxKeys,
      Delimiter: input.delimiter === "" ? undefined : shown(input.delimiter),
      EncodingType: input.encodingType,
      IsTruncated: page.next !== undefined,
      Contents: page.entries.map(([key, object]) => ({
        Key: shown(key),
        ...listedObject(object),
        ...ownerOf(object),
      })),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: shown(prefix) })),
    };
    return xmlResponse("ListBucketResult", content, { "x-amz-bucket-region": state.region });
  },
});

function readInput(request: ServiceRequest): ListObjectsInput {
  const query = queryOf(request);
  return { ...readListRequest(query), bucket: bucketOf(request), marker: query.get("marker") ?? "" };
}

/** Where the page starts. A marker that is a common prefix, which NextMarker may be, leaves out all that is below it. */
function startAfter({ marker, prefix, delimiter }: ListObjectsInput): string | undefined {
  if (marker === "") return "";
  const isGroup = marker.startsWith(prefix) && commonPrefix(marker, { prefix, delimiter }) === marker;
  return isGroup ? afterPrefix(marker) : afterKey(marker);
}

/** The last of a page, keys and common prefixes taken together. */
function lastListed({ entries, commonPrefixes }: ListingPage<unknown>): string | undefined {
  const [key, group] = [entries.at(-1)?.[0], commonPrefixes.at(-1)];
  if (key === undefined || group === undefined) return key ?? group;
  return compareUtf8(key, group) > 0 ? key : group;
}
