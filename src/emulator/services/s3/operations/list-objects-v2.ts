import type { XmlValue } from "../../../../wire/index.ts";
import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { bucketOf } from "../address.ts";
import { bucketRequirement, requireBucket } from "../authorisation.ts";
import { readToken, writeToken } from "../listing/continuation-token.ts";
import { listKeys } from "../listing/list-keys.ts";
import { encodeListed, type ListRequest, listKeysOf, readListRequest } from "../listing/list-request.ts";
import { listedObject, listedOwners } from "../listing/listed-object.ts";
import { afterKey } from "../listing/successor.ts";
import { objectRows } from "../objects.ts";
import { queryOf } from "../request-query.ts";
import { s3Operation, xmlResponse } from "../response.ts";

interface ListObjectsV2Input extends ListRequest {
  readonly bucket: string;
  readonly startAfter: string | undefined;
  readonly token: string | undefined;
  /** Where the token says to go on. */
  readonly tokenStart: string | undefined;
  readonly fetchOwner: boolean;
}

/** Lists the keys of a bucket, up to 1,000 a page, in the order of their UTF-8 bytes. */
export const listObjectsV2: Operation = s3Operation<ListObjectsV2Input>({
  name: "ListObjectsV2",
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
    const start = input.tokenStart ?? (input.startAfter === undefined ? "" : afterKey(input.startAfter));
    const page = listKeys((options) => objectRows(state.store, bucket.name, options), {
      prefix: input.prefix,
      delimiter: input.delimiter,
      start,
      maxEntries: input.maxKeys,
    });
    const ownerOf = listedOwners(bucket, context);
    const shown = (text: string): string => encodeListed(text, input.encodingType);
    const content: XmlValue = {
      Name: bucket.name,
      Prefix: shown(input.prefix),
      StartAfter: input.startAfter === undefined ? undefined : shown(input.startAfter),
      ContinuationToken: input.token,
      NextContinuationToken: page.next === undefined ? undefined : writeToken(page.next),
      KeyCount: page.entries.length + page.commonPrefixes.length,
      MaxKeys: input.maxKeys,
      Delimiter: input.delimiter === "" ? undefined : shown(input.delimiter),
      EncodingType: input.encodingType,
      IsTruncated: page.next !== undefined,
      Contents: page.entries.map(([key, object]) => ({
        Key: shown(key),
        ...listedObject(object),
        ...(input.fetchOwner ? ownerOf(object) : {}),
      })),
      CommonPrefixes: page.commonPrefixes.map((prefix) => ({ Prefix: shown(prefix) })),
    };
    return xmlResponse("ListBucketResult", content, { "x-amz-bucket-region": state.region });
  },
});

function readInput(request: ServiceRequest): ListObjectsV2Input {
  const query = queryOf(request);
  const token = query.get("continuation-token");
  return {
    ...readListRequest(query),
    bucket: bucketOf(request),
    startAfter: query.get("start-after"),
    token,
    tokenStart: token === undefined ? undefined : readToken(token),
    fetchOwner: query.get("fetch-owner") === "true",
  };
}
