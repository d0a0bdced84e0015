import { compareUtf8 } from "../../../../core/index.ts";
import { afterPrefix } from "./successor.ts";

/** Which keys to list. */
export interface ListingQuery {
  readonly prefix: string;
  /** Keys are grouped by what comes up to the first of these after the prefix. Empty: no groups. */
  readonly delimiter: string;
  /** The first key that may be listed; empty for the first there is. */
  readonly start: string;
  /** How many keys and common prefixes at most. */
  readonly maxEntries: number;
}

/** One page of a listing. */
export interface ListingPage<T> {
  readonly entries: readonly (readonly [key: string, value: T])[];
  readonly commonPrefixes: readonly string[];
  /** Where the next page starts; `undefined` where this is the last. */
  readonly next: string | undefined;
}

/** Walks keys that begin with `prefix`, from `start` on, in the order of their UTF-8 bytes. */
export type KeyWalk<T> = (options: {
  readonly prefix: string;
  readonly start?: string;
}) => Iterable<readonly [string, T]>;

/**
 * Lists one page, as ListObjects and its kin do: keys in the order of their UTF-8 bytes, each common prefix once.
 * A common prefix is stepped over by a seek, so that its cost does not grow with the keys below it.
 */
export function listKeys<T>(walk: KeyWalk<T>, query: ListingQuery): ListingPage<T> {
  const { prefix, maxEntries } = query;
  const entries: (readonly [string, T])[] = [];
  const commonPrefixes: string[] = [];
  let start: string | undefined = compareUtf8(query.start, prefix) > 0 ? query.start : prefix;
  // No page of nothing says that there is more: clients would ask for ever.
  if (maxEntries === 0) return { entries, commonPrefixes, next: undefined };
  while (start?.startsWith(prefix)) {
    let group: string | undefined;
    for (const entry of walk({ prefix, start })) {
      if (entries.length + commonPrefixes.length === maxEntries) return { entries, commonPrefixes, next: entry[0] };
      group = commonPrefix(entry[0], query);
      if (group !== undefined) break;
      entries.push(entry);
    }
    if (group === undefined) break;
    commonPrefixes.push(group);
    start = afterPrefix(group);
  }
  return { entries, commonPrefixes, next: undefined };
}

/** The group that a key belongs to: up to the first delimiter after the prefix. */
export function commonPrefix(
  key: string,
  { prefix, delimiter }: Pick<ListingQuery, "prefix" | "delimiter">,
): string | undefined {
  if (delimiter === "") return undefined;
  const found = key.indexOf(delimiter, prefix.length);
  return found === -1 ? undefined : key.slice(0, found + delimiter.length);
}
