import type { XmlObject } from "../../../wire/index.ts";
import type { ConstrainedParams } from "../../pipeline/constrained-params.ts";
import { cutByKey, keyOfToken } from "../../pipeline/key-pages.ts";
import { invalidMarker } from "./errors.ts";

const DEFAULT_ITEMS = 100;
const MAX_ITEMS = 1000;

/** Which page of a list was asked for. */
export interface PageRequest {
  /** Only what comes after this key; absent for the first page. */
  readonly after: string | undefined;
  readonly maxItems: number;
}

/**
 * Reads `Marker` and `MaxItems` (1 to 1,000; default 100).
 *
 * @throws AwsError `ValidationError` where the marker was not made here.
 */
export function readPageRequest(params: ConstrainedParams): PageRequest {
  const marker = params.text("Marker", { min: 1 });
  const maxItems = params.integer("MaxItems", { min: 1, max: MAX_ITEMS }) ?? DEFAULT_ITEMS;
  return { after: marker === undefined || marker === "" ? undefined : readMarker(marker), maxItems };
}

/** One page of a list. */
export interface Page<T> {
  readonly items: readonly T[];
  /** `IsTruncated`, and `Marker` where there is more; they stand behind the items. */
  readonly end: XmlObject;
}

/** Cuts a page out of a list, by keys whose case does not count. */
export function cutPage<T>(all: readonly T[], { after, maxItems }: PageRequest, keyOf: (item: T) => string): Page<T> {
  const { items, token } = cutByKey(all, { after, most: maxItems }, (item) => keyOf(item).toLowerCase());
  return { items, end: { IsTruncated: token !== undefined, Marker: token } };
}

function readMarker(marker: string): string {
  const key = keyOfToken(marker);
  if (key === undefined) throw invalidMarker();
  return key;
}
