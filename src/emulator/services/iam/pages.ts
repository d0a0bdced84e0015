import type { XmlObject } from "../../../wire/index.ts";
import type { ConstrainedParams } from "../../pipeline/constrained-params.ts";
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

/**
 * Cuts a page out of a list, which is sorted by `keyOf` here. A marker is the last key that was given, so that a page
 * goes on at the right place whatever was made or deleted meanwhile.
 */
export function cutPage<T>(all: readonly T[], { after, maxItems }: PageRequest, keyOf: (item: T) => string): Page<T> {
  const keyed = all.map((item) => ({ item, key: keyOf(item).toLowerCase() }));
  const rest = keyed
    .filter(({ key }) => after === undefined || key > after)
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const page = rest.slice(0, maxItems);
  const last = page.at(-1);
  const more = last !== undefined && rest.length > page.length;
  return {
    items: page.map(({ item }) => item),
    end: { IsTruncated: more, Marker: more ? writeMarker(last.key) : undefined },
  };
}

const MARK = "after:";

function writeMarker(key: string): string {
  return Buffer.from(MARK + key).toString("base64");
}

function readMarker(marker: string): string {
  const bytes = Buffer.from(marker, "base64");
  const text = bytes.toString();
  if (!text.startsWith(MARK) || bytes.toString("base64") !== marker) throw invalidMarker();
  return text.slice(MARK.length);
}
