import { AwsError, children, childText, type XmlElement, type XmlObject } from "../../../../wire/index.ts";
import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import { bucketOf, MAX_KEY_BYTES } from "../address.ts";
import { objectRequirement, requireBucket } from "../authorisation.ts";
import { parseDocument, readDocument } from "../body/document.ts";
import { requireDigest } from "../body/required-digest.ts";
import { type BucketRecord, sameBucket } from "../buckets.ts";
import { deleteKey } from "../delete-key.ts";
import { denied } from "../denial.ts";
import { malformedXml, notImplementedHeader, s3Error, tooLarge } from "../errors.ts";
import { s3Operation, xmlResponse } from "../response.ts";
import { versionedAction } from "../versions.ts";

const MAX_KEYS = 1000;
/** A thousand of the longest keys, every byte of them escaped. */
const MAX_BODY_BYTES = 8 * 1_048_576;

interface Entry {
  readonly key: string;
  readonly versionId: string | undefined;
  readonly ifMatch: string | undefined;
  /** A condition that AWS takes for directory buckets alone. */
  readonly refused: string | undefined;
}

/** Deletes up to 1,000 keys. Each is decided and answered on its own, inside one answer of 200. */
export const deleteObjects: Operation = s3Operation<string>({
  name: "DeleteObjects",
  errors: ["InvalidRequest", "MalformedXML", "NoSuchBucket"],
  parse(request) {
    requireDigest(request, "Content-MD5 OR x-amz-checksum-*");
    return bucketOf(request);
  },
  authorise(bucketName, context) {
    requireBucket(context, bucketName);
    return { noPermissionNeeded: "each key is decided on its own when the body has been read" };
  },
  async run(bucketName, context) {
    const root = parseDocument(await readDocument(context.request, MAX_BODY_BYTES), "Delete");
    const entries = readEntries(root);
    const quiet = childText(root, "Quiet")?.trim().toLowerCase() === "true";
    const results = await deleteEntries(entries, requireBucket(context, bucketName), context);
    return xmlResponse("DeleteResult", {
      Deleted: quiet ? [] : results.flatMap(({ error, entry }) => (error === undefined ? [shown(entry)] : [])),
      Error: results.flatMap(({ error, entry }) =>
        error === undefined ? [] : [{ ...shown(entry), Code: error.code, Message: error.message }],
      ),
    });
  },
});

function readEntries(root: XmlElement): readonly Entry[] {
  const entries = children(root, "Object").map((element): Entry => {
    const key = childText(element, "Key");
    if (key === undefined || key === "") throw malformedXml();
    return {
      key,
      versionId: childText(element, "VersionId"),
      ifMatch: childText(element, "ETag"),
      refused: ["LastModifiedTime", "Size"].find((name) => childText(element, name) !== undefined),
    };
  });
  if (entries.length === 0 || entries.length > MAX_KEYS) throw malformedXml();
  return entries;
}

interface Result {
  readonly entry: Entry;
  readonly error: AwsError | undefined;
}

async function deleteEntries(
  entries: readonly Entry[],
  bucket: BucketRecord,
  context: OperationContext,
): Promise<readonly Result[]> {
  const { store, blobs } = context.state;
  const allowed = entries.map((entry) => ({ entry, error: failureOf(() => permit(entry, bucket, context)) }));
  const { results, removed } = await store.transaction((writer) => {
    sameBucket(writer, bucket);
    const removed: string[] = [];
    const results = allowed.map(({ entry, error }) => ({
      entry,
      error:
        error ??
        failureOf(() => {
          const blobId = deleteKey(writer, { bucket: bucket.name, key: entry.key, ifMatch: entry.ifMatch });
          if (blobId !== undefined) removed.push(blobId);
        }),
    }));
    return { results, removed };
  });
  await Promise.all(removed.map((blobId) => blobs.remove(blobId)));
  return results;
}

/** @throws AwsError where the key may not be deleted, or not as it was asked for. */
function permit({ key, versionId, refused }: Entry, bucket: BucketRecord, context: OperationContext): void {
  const bytes = Buffer.byteLength(key);
  if (bytes > MAX_KEY_BYTES) {
    throw tooLarge(["KeyTooLongError", "Your key is too long"], ["Size", bytes], ["MaxSizeAllowed", MAX_KEY_BYTES]);
  }
  const target = { bucket, key, ...versionedAction("s3:DeleteObject", versionId) };
  const requirement = objectRequirement(context, target);
  const decision = context.check(requirement);
  if (decision.effect === "Deny") throw denied({ caller: context.caller, requirement, decision });
  if (refused !== undefined) throw notImplementedHeader(refused);
  if (versionId !== undefined && versionId !== "null") {
    throw s3Error(404, ["NoSuchVersion", "The specified version does not exist."]);
  }
}

function failureOf(work: () => void): AwsError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

function shown({ key, versionId }: Entry): XmlObject {
  return { Key: key, VersionId: versionId };
}
