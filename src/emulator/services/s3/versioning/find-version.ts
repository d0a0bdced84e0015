import type { StoreReader } from "../../../state/store.ts";
import { findObject, type ObjectRecord } from "../objects.ts";
import { sequenceOf } from "./version-id.ts";
import { type StoredVersion, versionAt, versionsOf } from "./version-rows.ts";

/** A key of a bucket, and the version where one is named. `null` is the version without an id. */
export interface VersionName {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

/** What a key stands for: the version that is named, or else the latest, which may be a delete marker. */
export function findVersion(reader: StoreReader, name: VersionName): StoredVersion | undefined {
  const { bucket, key, versionId } = name;
  const object = findObject(reader, bucket, key);
  if (versionId === undefined) {
    if (object !== undefined) return { type: "object", object };
    return newestOf(reader, bucket, key);
  }
  if (object !== undefined && (object.versionId ?? "null") === versionId) return { type: "object", object };
  const sequence = sequenceOf(versionId);
  if (sequence !== undefined) {
    const found = versionAt(reader, [bucket, key], sequence);
    return found !== undefined && versionIdOf(found) === versionId ? found : undefined;
  }
  if (versionId !== "null") return undefined;
  for (const version of versionsOf(reader, bucket, key)) if (versionIdOf(version) === "null") return version;
  return undefined;
}

/** The object that a key stands for; `undefined` where there is none, or a delete marker. */
export function findObjectVersion(reader: StoreReader, name: VersionName): ObjectRecord | undefined {
  const found = findVersion(reader, name);
  return found?.type === "object" ? found.object : undefined;
}

/** The newest of the versions that stand behind the object, or in its place. */
export function newestOf(reader: StoreReader, bucket: string, key: string): StoredVersion | undefined {
  for (const version of versionsOf(reader, bucket, key)) return version;
  return undefined;
}

/** All versions of a key, newest first. */
export function allVersionsOf(reader: StoreReader, bucket: string, key: string): readonly StoredVersion[] {
  const object = findObject(reader, bucket, key);
  const behind = [...versionsOf(reader, bucket, key)];
  return object === undefined ? behind : [{ type: "object", object }, ...behind];
}

/** A version's id as it is told: `null` where it has none. */
export function versionIdOf(version: StoredVersion): string {
  return (version.type === "marker" ? version.marker.versionId : version.object.versionId) ?? "null";
}
