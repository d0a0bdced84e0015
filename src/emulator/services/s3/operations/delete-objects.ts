import { AwsError, children, childText, type XmlElement, type XmlObject } from "../../../../wire/index.ts";
import type { Operation, OperationContext } from "../../../pipeline/service.ts";
import { bucketOf, MAX_KEY_BYTES } from "../address.ts";
import { objectRequirement, requireBucket } from "../authorisation.ts";
import { parseDocument, readDocument } from "../body/document.ts";
import { requireDigest } from "../body/required-digest.ts";
import { type BucketRecord, sameBucket } from "../buckets.ts";
import { type DeletedKey, deleteKey, type KeyDeletion, markerOwner } from "../delete-key.ts";
import { denied } from "../denial.ts";
import { malformedXml, noSuchVersion, notImplementedHeader, tooLarge } from "../errors.ts";
import { s3Operation, xmlResponse } from "../response.ts";
import type { VersionChange } from "../versioning/change-versions.ts";
import { isVersionId, versionedAction } from "../versioning/requested-version.ts";

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
      Deleted: quiet ? [] : results.flatMap(shownDeletion),
      Error: results.flatMap(shownError),
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
  /** What was done, or why nothing was. */
  readonly outcome: DeletedKey | AwsError;
}

async function deleteEntries(
  entries: readonly Entry[],
  bucket: BucketRecord,
  context: OperationContext,
): Promise<readonly Result[]> {
  const { state } = context;
  const allowed = entries.map((entry) => ({ entry, refusal: refusalOf(entry, bucket, context) }));
  return state.store.transaction((writer) => {
    const present = sameBucket(writer, bucket);
    const change = { writer, bucket: present, state };
    const ownerAccountId = markerOwner(present, context);
    return allowed.map(({ entry, refusal }): Result => {
      const { key } = entry;
      return {
        entry,
        outcome: refusal ?? outcomeOf(() => deleteFound({ ...change, key }, { ...entry, ownerAccountId })),
      };
    });
  });
}

/** Unlike DeleteObject, DeleteObjects says so where the version is not there. */
function deleteFound(change: VersionChange, deletion: KeyDeletion): DeletedKey {
  const deleted = deleteKey(change, deletion);
  if (!deleted.found) throw noSuchVersion(change.key, deletion.versionId ?? "null");
  return deleted;
}

function refusalOf(entry: Entry, bucket: BucketRecord, context: OperationContext): AwsError | undefined {
  const outcome = outcomeOf(() => permit(entry, bucket, context));
  return outcome instanceof AwsError ? outcome : undefined;
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
  if (versionId !== undefined && !isVersionId(versionId)) throw noSuchVersion(key, versionId);
}

function outcomeOf<T>(work: () => T): T | AwsError {
  try {
    return work();
  } catch (error) {
    if (error instanceof AwsError) return error;
    throw error;
  }
}

function shownDeletion({ entry, outcome }: Result): XmlObject[] {
  if (outcome instanceof AwsError) return [];
  const marker = outcome.isMarker ? { DeleteMarker: true, DeleteMarkerVersionId: outcome.versionId } : {};
  return [{ ...shown(entry), ...marker }];
}

function shownError({ entry, outcome }: Result): XmlObject[] {
  if (!(outcome instanceof AwsError)) return [];
  return [{ ...shown(entry), Code: outcome.code, Message: outcome.message }];
}

function shown({ key, versionId }: Entry): XmlObject {
  return { Key: key, VersionId: versionId };
}
