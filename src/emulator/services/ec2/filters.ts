import type { QueryParams } from "../../../wire/index.ts";
import type { Tag } from "../../state/identities.ts";
import { ec2Errors } from "./errors.ts";
import { matchesWildcards, wildcardPattern } from "./wildcards.ts";

/** One `Filter.N`: any of its values must fit. */
export interface Filter {
  readonly name: string;
  readonly values: readonly string[];
}

/** The filters that an operation knows: each name with the values that a record has under it. */
export type FilterTable<Item> = Readonly<Record<string, (item: Item) => readonly (string | undefined)[]>>;

export function readFilters(params: QueryParams): Filter[] {
  return params.structList("Filter").map((filter) => ({
    name: filter.string("Name") ?? "",
    values: filter.list("Value"),
  }));
}

/**
 * The items that fit every filter.
 *
 * @throws AwsError `InvalidParameterValue` for a filter that is not in the table: to ignore it would widen the answer.
 */
export function applyFilters<Item extends { readonly tags: readonly Tag[] }>(
  items: readonly Item[],
  filters: readonly Filter[],
  table: FilterTable<Item>,
): readonly Item[] {
  const tests = filters.map((filter) => {
    const read = readerOf(filter.name, table);
    const patterns = filter.values.map(wildcardPattern);
    return (item: Item): boolean =>
      read(item).some((value) => value !== undefined && patterns.some((pattern) => matchesWildcards(pattern, value)));
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

function readerOf<Item extends { readonly tags: readonly Tag[] }>(
  name: string,
  table: FilterTable<Item>,
): (item: Item) => readonly (string | undefined)[] {
  if (name === "tag-key") return ({ tags }) => tags.map(({ key }) => key);
  if (name.startsWith("tag:")) {
    return ({ tags }) => tags.filter(({ key }) => key === name.slice("tag:".length)).map(({ value }) => value);
  }
  const reader = Object.hasOwn(table, name) ? table[name] : undefined;
  if (reader === undefined) throw ec2Errors.invalid(`The filter '${name}' is invalid`);
  return reader;
}
