import type { BlobPiece, BlobRef, ByteRange } from "../../../state/blobs.ts";
import type { StoreReader, StoreWriter } from "../../../state/store.ts";
import { Table } from "../../../state/table.ts";

/** Where the parts of an object are listed, and how many there are. */
export interface PartListName {
  readonly list: string;
  readonly count: number;
}

/** A part of an object. */
export interface ListedPart {
  /** As it was uploaded: there may be gaps. */
  readonly number: number;
  readonly blob: BlobRef;
  readonly sizeBytes: number;
  /** Where it begins in the object. */
  readonly firstByte: number;
  /** Base64; where the object's checksum is one of its parts' checksums. */
  readonly checksum?: string;
}

/**
 * The parts of objects, by place. A table of their own, as there may be 10,000 of one object, and listings read records.
 */
const lists = new Table<ListedPart>("s3-part-list");

export function putPartList(writer: StoreWriter, list: string, parts: readonly ListedPart[]): void {
  parts.forEach((part, i) => {
    lists.put(writer, [list, digits(i)], part);
  });
}

/** Takes a list out, and gives it. */
export function removePartList(writer: StoreWriter, { list }: PartListName): readonly ListedPart[] {
  const parts = [...lists.rows(writer, { under: [list] })];
  for (const [place] of parts) lists.remove(writer, list, place);
  return parts.map(([, part]) => part);
}

/** The part of that number. */
export function partOfNumber(reader: StoreReader, name: PartListName, number: number): ListedPart | undefined {
  const place = lastPlace(reader, name, (part) => part.number <= number);
  const part = place === undefined ? undefined : partAt(reader, name, place);
  return part?.number === number ? part : undefined;
}

/** The parts whose numbers are above one, by number. */
export function* partsAfter(reader: StoreReader, name: PartListName, number: number): Iterable<ListedPart> {
  const last = lastPlace(reader, name, (part) => part.number <= number);
  const start = digits(last === undefined ? 0 : last + 1);
  for (const [, part] of lists.rows(reader, { under: [name.list], start })) yield part;
}

/** The stretches of bytes that a range of an object is made of. */
export function piecesOf(reader: StoreReader, name: PartListName, range: ByteRange | undefined): readonly BlobPiece[] {
  const { first, last } = range ?? { first: 0, last: Number.POSITIVE_INFINITY };
  const start = lastPlace(reader, name, (part) => part.firstByte <= first) ?? 0;
  const pieces: BlobPiece[] = [];
  for (const [, { blob, sizeBytes, firstByte }] of lists.rows(reader, { under: [name.list], start: digits(start) })) {
    if (firstByte > last) break;
    if (sizeBytes === 0) continue;
    const [from, to] = [Math.max(first - firstByte, 0), Math.min(last - firstByte, sizeBytes - 1)];
    pieces.push(from === 0 && to === sizeBytes - 1 ? { ref: blob } : { ref: blob, range: { first: from, last: to } });
  }
  return pieces;
}

/** The last place whose part is as wanted; numbers and first bytes only grow. */
function lastPlace(reader: StoreReader, name: PartListName, wanted: (part: ListedPart) => boolean): number | undefined {
  let [low, high] = [0, name.count];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (wanted(partAt(reader, name, middle))) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? undefined : low - 1;
}

function partAt(reader: StoreReader, { list }: PartListName, place: number): ListedPart {
  const part = lists.get(reader, list, digits(place));
  if (part === undefined) throw new Error(`part ${place} of ${list} is gone`);
  return part;
}

function digits(place: number): string {
  return String(place).padStart(5, "0");
}
