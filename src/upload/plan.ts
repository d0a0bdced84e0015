import { KeyleaseError } from "../core/index.ts";

const MIB = 1024 ** 2;

/** What S3 allows: parts of 5 MiB (the last may be shorter) to 5 GiB, at most 10,000 of them. */
export const PART_LIMITS: { readonly leastBytes: number; readonly mostBytes: number; readonly mostParts: number } = {
  leastBytes: 5 * MIB,
  mostBytes: 5 * 1024 ** 3,
  mostParts: 10_000,
};

/** Files up to this size go in one PUT: another round trip would cost more than parts in flight gain. */
export const SINGLE_PUT_BYTES: number = 16 * MIB;

/** Large enough that a request's own cost does not show, small enough that eight of them are little memory. */
export const PREFERRED_PART_BYTES: number = 8 * MIB;

/**
 * Parts of large files that need not be in memory: with them a request's own cost shows even less, and there are enough of
 * them for as many as may be on the way.
 */
const LARGE: { readonly fromBytes: number; readonly partBytes: number } = { fromBytes: 256 * MIB, partBytes: 16 * MIB };

/**
 * The size of a file's parts where nobody asks for another.
 *
 * @param isHeld Whether a part is in memory as long as it is on its way.
 */
export function preferredPartBytes(sizeBytes: number, isHeld: boolean): number {
  return isHeld || sizeBytes < LARGE.fromBytes ? PREFERRED_PART_BYTES : LARGE.partBytes;
}

/** The largest part of a stream: it is in memory as long as it is on its way. */
export const MOST_STREAM_PART_BYTES: number = 1024 ** 3;

/** One part of an object. */
export interface PlannedPart {
  /** 1 to 10,000. */
  readonly number: number;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** How an object is cut. */
export interface PartPlan {
  readonly sizeBytes: number;
  /** The size of every part but the last. */
  readonly partBytes: number;
  readonly partCount: number;
}

/**
 * Cuts an object into parts: of the size that is wished for, or of as many whole MiB as keep their number within 10,000.
 *
 * @param sizeBytes 1 byte to 10,000 times 5 GiB.
 * @param partBytes The size that is wished for: 5 MiB to 5 GiB. Default: 8 MiB.
 * @throws KeyleaseError `ArgumentInvalid` where the object is too large, or the wish is outside of S3's limits.
 */
export function planParts(sizeBytes: number, partBytes: number = PREFERRED_PART_BYTES): PartPlan {
  const { mostBytes, mostParts } = PART_LIMITS;
  checkPartBytes(partBytes);
  if (sizeBytes > mostParts * mostBytes) {
    throw new KeyleaseError("ArgumentInvalid", `${sizeBytes} bytes are more than 10,000 parts of 5 GiB`, {
      hint: "S3 has no larger objects: split the file.",
      facts: { sizeBytes },
    });
  }
  const least = Math.ceil(sizeBytes / mostParts);
  const size = least <= partBytes ? partBytes : Math.min(mostBytes, Math.ceil(least / MIB) * MIB);
  return { sizeBytes, partBytes: size, partCount: Math.max(1, Math.ceil(sizeBytes / size)) };
}

/**
 * Checks the size that is wished for parts.
 *
 * @throws KeyleaseError `ArgumentInvalid`.
 */
export function checkPartBytes(partBytes: number, mostBytes: number = PART_LIMITS.mostBytes): void {
  const { leastBytes } = PART_LIMITS;
  if (Number.isInteger(partBytes) && partBytes >= leastBytes && partBytes <= mostBytes) return;
  throw new KeyleaseError("ArgumentInvalid", `a part cannot have \`${partBytes}\` bytes`, {
    hint: `Choose ${leastBytes} (5 MiB) to ${mostBytes} (${mostBytes / 1024 ** 3} GiB).`,
  });
}

/** The part of a number. */
export function partOf({ sizeBytes, partBytes }: PartPlan, number: number): PlannedPart {
  const offset = (number - 1) * partBytes;
  return { number, offset, sizeBytes: Math.min(partBytes, sizeBytes - offset) };
}
