import { compareUtf8 } from "../../../../core/index.ts";
import type { StoreReader } from "../../../state/store.ts";
import { type ObjectRecord, objectRows } from "../objects.ts";
import { type DeleteMarker, type StoredVersion, versionRows } from "../versioning/version-rows.ts";

/** A version as listings of versions tell it. */
export type ListedVersion = { readonly isLatest: boolean } & (
  | { readonly type: "object"; readonly object: ObjectRecord }
  | { readonly type: "marker"; readonly marker: DeleteMarker }
);

type Row = readonly [key: string, version: StoredVersion];

/** Walks all versions of a bucket by key, newest first within one: its object, then what stands behind it. */
export function* versionWalk(
  reader: StoreReader,
  bucket: string,
  options: { readonly prefix: string; readonly start?: string },
): Iterable<readonly [key: string, version: ListedVersion]> {
  let last: string | undefined;
  for (const [key, version] of merged(currentRows(reader, bucket, options), versionRows(reader, bucket, options))) {
    yield [key, { ...version, isLatest: key !== last }];
    last = key;
  }
}

function* currentRows(
  reader: StoreReader,
  bucket: string,
  options: { readonly prefix: string; readonly start?: string },
): Iterable<Row> {
  for (const [key, object] of objectRows(reader, bucket, options)) yield [key, { type: "object", object }];
}

/** Two walks in one order; of equal keys the first walk's comes first. */
function* merged(first: Iterable<Row>, second: Iterable<Row>): Iterable<Row> {
  const [a, b] = [first[Symbol.iterator](), second[Symbol.iterator]()];
  let [x, y] = [a.next(), b.next()];
  while (x.done !== true || y.done !== true) {
    if (y.done === true || (x.done !== true && compareUtf8(x.value[0], y.value[0]) <= 0)) {
      yield x.value as Row;
      x = a.next();
    } else {
      yield y.value;
      y = b.next();
    }
  }
  a.return?.();
  b.return?.();
}
