import { AwsError } from "../../../../wire/index.ts";
import type { StoreReader, StoreWriter } from "../../../state/store.ts";
import { MAX_KEY_BYTES } from "../../../state/store.ts";
import { Table } from "../../../state/table.ts";
import { escapeKey, KEY_END, unescapeKey } from "../key-order.ts";
import type { ObjectRecord } from "../objects.ts";

/** A version that hides its key: what a deletion without a version leaves in a versioned bucket. */
export interface DeleteMarker {
  /** Absent for the version `null`. */
  readonly versionId?: string;
  readonly sequence: number;
  readonly lastModified: string;
  readonly ownerAccountId: string;
}

/** What stands behind the object of a key, if it has one: older versions, and delete markers also before it. */
export type StoredVersion =
  | { readonly type: "object"; readonly object: ObjectRecord }
  | { readonly type: "marker"; readonly marker: DeleteMarker };

/**
 * All versions but the object that is read without naming one, which stands in a table of its own, so that listings of
 * objects do not walk over versions.
 */
const versions = new Table<StoredVersion>("s3-version");

/** A larger sequence is newer; newer versions come first, so keys hold what is left to this. */
const LAST_SEQUENCE = Number.MAX_SAFE_INTEGER;
const SEQUENCE_DIGITS = 14;

/** The place of a version; those of before versioning go by the time when they were written. */
export function sequenceOfVersion(version: StoredVersion): number {
  if (version.type === "marker") return version.marker.sequence;
  return version.object.sequence ?? firstSequence(new Date(version.object.lastModified));
}

/** The place of the first version that is made at a time; there is room for a thousand in a millisecond. */
export function firstSequence(at: Date): number {
  return at.getTime() * 1024;
}

/**
 * Refuses a key that cannot be kept with its versions: one of hundreds of NULs, each of which takes two bytes.
 *
 * @throws AwsError `KeyTooLongError`.
 */
export function requireRoomForVersions(bucket: string, key: string): void {
  if (Buffer.byteLength(`s3-version--${bucket}${rowKey(key, 0)}`) <= MAX_KEY_BYTES) return;
  throw new AwsError("KeyTooLongError", "Your key is too long", { status: 400 });
}

/** INVARIANT: {@link requireRoomForVersions} has let the key pass. */
export function putVersion(
  writer: StoreWriter,
  [bucket, key]: readonly [string, string],
  version: StoredVersion,
): void {
  versions.put(writer, [bucket, rowKey(key, sequenceOfVersion(version))], version);
}

export function removeVersion(writer: StoreWriter, [bucket, key]: readonly [string, string], sequence: number): void {
  versions.remove(writer, bucket, rowKey(key, sequence));
}

/** The version with that place, if it stands here. */
export function versionAt(
  reader: StoreReader,
  [bucket, key]: readonly [string, string],
  sequence: number,
): StoredVersion | undefined {
  return versions.get(reader, bucket, rowKey(key, sequence));
}

/** The versions of a key that stand here, newest first. */
export function* versionsOf(reader: StoreReader, bucket: string, key: string): Iterable<StoredVersion> {
  for (const [, version] of versions.rows(reader, { under: [bucket], prefix: escapeKey(key) + KEY_END })) yield version;
}

/** Every version that stands here by key, in the order of the keys' UTF-8 bytes, newest first within one. */
export function* versionRows(
  reader: StoreReader,
  bucket: string,
  { prefix = "", start }: { readonly prefix?: string; readonly start?: string },
): Iterable<readonly [key: string, version: StoredVersion]> {
  const options = {
    under: [bucket],
    prefix: escapeKey(prefix),
    ...(start === undefined ? {} : { start: escapeKey(start) }),
  };
  for (const [row, version] of versions.rows(reader, options)) {
    yield [unescapeKey(row.slice(0, -(KEY_END.length + SEQUENCE_DIGITS))), version];
  }
}

function rowKey(key: string, sequence: number): string {
  return escapeKey(key) + KEY_END + (LAST_SEQUENCE - sequence).toString(16).padStart(SEQUENCE_DIGITS, "0");
}
