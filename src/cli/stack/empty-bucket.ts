import type { ListObjectVersionsCommandOutput, ObjectIdentifier, S3Client } from "@aws-sdk/client-s3";
import { KeyleaseError } from "../../core/index.ts";
import { fromSdkError } from "../../lease/index.ts";
import { type AwsService, clientSettings } from "../client-settings.ts";
import { withSignal } from "./stack-call.ts";

/** A bucket after it was emptied. */
export interface EmptiedBucket {
  readonly bucket: string;
  /** How many versions and delete markers were deleted. */
  readonly deletedCount: number;
}

/** Who empties it, and where; and when to stop. */
type BucketService = AwsService & { readonly signal?: AbortSignal | undefined };

/**
 * Deletes every version of every object of a bucket, with the caller's own rights.
 *
 * @throws KeyleaseError `ServiceError` where S3 refuses. What was deleted before that stays deleted.
 */
export async function emptyBucket(bucket: string, service: BucketService): Promise<EmptiedBucket> {
  const { signal } = service;
  const client = await createClient(service);
  const { ListObjectVersionsCommand } = await import("@aws-sdk/client-s3");
  let deletedCount = 0;
  try {
    for (let markers = {}; ; ) {
      const command = new ListObjectVersionsCommand({ Bucket: bucket, ...markers });
      const page = await s3Call("ListObjectVersions", () => client.send(command, withSignal(signal)));
      const objects = objectsOf(page);
      if (objects.length > 0) await deleteAll(client, { bucket, objects }, signal);
      deletedCount += objects.length;
      if (!page.IsTruncated) return { bucket, deletedCount };
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    client.destroy();
  }
}

async function createClient(service: BucketService): Promise<S3Client> {
  const settings = await clientSettings("S3", service);
  const { S3Client } = await import("@aws-sdk/client-s3");
  // A bucket of the stack's is in the stack's region, but an endpoint of one's own has no names for buckets.
  return new S3Client({ ...settings, forcePathStyle: settings.endpoint !== undefined });
}

function objectsOf({ Versions = [], DeleteMarkers = [] }: ListObjectVersionsCommandOutput): ObjectIdentifier[] {
  return [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
}

/** A page of versions is never more than one call may delete. */
async function deleteAll(
  client: S3Client,
  { bucket, objects }: { readonly bucket: string; readonly objects: ObjectIdentifier[] },
  signal: AbortSignal | undefined,
): Promise<void> {
  const { DeleteObjectsCommand } = await import("@aws-sdk/client-s3");
  const command = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } });
  const { Errors } = await s3Call("DeleteObjects", () => client.send(command, withSignal(signal)));
  const [first] = Errors ?? [];
  if (first === undefined) return;
  throw new KeyleaseError(
    "ServiceError",
    `s3 refused to delete \`${first.Key}\` of \`${bucket}\` with ${first.Code}: ${(first.Message ?? "").replace(/\.$/, "")}`,
    {
      hint: "Emptying a bucket needs s3:ListBucketVersions, s3:DeleteObject and s3:DeleteObjectVersion.",
      facts: { service: "s3", operation: "DeleteObjects", awsCode: first.Code ?? "", bucket },
    },
  );
}

async function s3Call<T>(operation: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw fromSdkError(error, { service: "s3", operation });
  }
}
