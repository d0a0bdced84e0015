import type { ServiceRequest } from "../../../pipeline/request.ts";
import type { Operation } from "../../../pipeline/service.ts";
import { canonicalIdOf } from "../acl/grants.ts";
import { type BucketRecord, bucketsOf, s3Arn } from "../buckets.ts";
import { commonKeys } from "../context-keys.ts";
import { invalidArgument } from "../errors.ts";
import { readToken, writeToken } from "../listing/continuation-token.ts";
import { readMaximum } from "../listing/list-request.ts";
import { queryOf } from "../request-query.ts";
import { s3Operation, xmlResponse } from "../response.ts";

/** AWS lists no more at once. */
const MAX_BUCKETS = 10_000;

interface ListBucketsInput {
  readonly prefix: string | undefined;
  readonly region: string | undefined;
  /** The name to start at. */
  readonly start: string;
  readonly maxBuckets: number;
}

/** Lists the buckets of the caller's account. */
export const listBuckets: Operation = s3Operation<ListBucketsInput>({
  name: "ListBuckets",
  errors: ["InvalidArgument"],
  parse: readInput,
  authorise: (_input, { caller, request }) => [
    {
      action: "s3:ListAllMyBuckets",
      resource: "*",
      resourceAccountId: caller.accountId,
      context: commonKeys(request, undefined),
    },
  ],
  run(input, { state, caller }) {
    const { prefix = "", start, maxBuckets } = input;
    const found: BucketRecord[] = [];
    let next: string | undefined;
    const walk = start.startsWith(prefix) ? { prefix, start } : { prefix };
    for (const bucket of regionHolds(input, state.region) ? bucketsOf(state.store, caller.accountId, walk) : []) {
      if (found.length === maxBuckets) {
        next = bucket.name;
        break;
      }
      found.push(bucket);
    }
    return xmlResponse("ListAllMyBucketsResult", {
      Owner: { ID: canonicalIdOf(state.store, caller.accountId) },
      Buckets: { Bucket: found.map((bucket) => bucketEntry(bucket, state.region)) },
      ContinuationToken: next === undefined ? undefined : writeToken(next),
      Prefix: input.prefix,
    });
  },
});

function readInput(request: ServiceRequest): ListBucketsInput {
  const query = queryOf(request);
  const region = query.get("bucket-region");
  if (region !== undefined && !/^[a-z]{2}(-[a-z]+)+-\d$/.test(region)) {
    throw invalidArgument(`Argument value ${region} is not a valid AWS Region`, {
      name: "bucket-region",
      value: region,
    });
  }
  const token = query.get("continuation-token");
  const maxBuckets = readMaximum(query, { name: "max-buckets", limit: MAX_BUCKETS });
  if (maxBuckets === 0) {
    const message = "Argument max-buckets must be an integer between 1 and 10000";
    throw invalidArgument(message, { name: "max-buckets", value: "0" });
  }
  return {
    prefix: query.get("prefix"),
    region,
    start: token === undefined ? "" : readToken(token),
    maxBuckets,
  };
}

function regionHolds({ region }: ListBucketsInput, own: string): boolean {
  return region === undefined || region === own;
}

function bucketEntry({ name, createdAt }: BucketRecord, region: string): Readonly<Record<string, string>> {
  return { Name: name, CreationDate: createdAt, BucketRegion: region, BucketArn: s3Arn(name) };
}
